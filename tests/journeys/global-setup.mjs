// Starts the stage (database, origin, Worker) and tells the journeys where it is; `CRAFTBEAN_EDGE` names one that stands already.
import { setStage } from "./stage.mjs";

export default async function globalSetup() {
  if (process.env.CRAFTBEAN_EDGE) return undefined;
  const stage = await setStage();
  process.env.CRAFTBEAN_EDGE = stage.url;
  return stage.strike;
}
