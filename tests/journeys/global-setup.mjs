// Starts the stage (database, origin, Worker) and tells the journeys where it is. The stage ends when its input closes.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export default async function globalSetup() {
  const stage = spawn(process.env.CRAFTBEAN_STAGE, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: stage.stdout });
  process.env.CRAFTBEAN_EDGE = await new Promise((resolve, reject) => {
    lines.once("line", resolve);
    stage.once("exit", (code) => reject(new Error(`the stage ended with ${code}`)));
  });
  return async () => {
    const ended = new Promise((resolve) => stage.once("exit", resolve));
    stage.stdin.end();
    await ended;
  };
}
