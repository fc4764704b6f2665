// A stage (database, origin, Worker) as a process of its own. It ends when its input closes.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** Its URL, and how to end it. */
export async function setStage(...options) {
  const stage = spawn(process.env.CRAFTBEAN_STAGE, options, { stdio: ["pipe", "pipe", "inherit"] });
  const url = await new Promise((resolve, reject) => {
    createInterface({ input: stage.stdout }).once("line", resolve);
    stage.once("exit", (code) => reject(new Error(`the stage ended with ${code}`)));
  });
  const strike = async () => {
    const ended = new Promise((resolve) => stage.once("exit", resolve));
    stage.stdin.end();
    await ended;
  };
  return { url, strike };
}
