// The built Worker under a clock that a test moves: `x-test-clock-ms: N` says how far ahead of the real one it goes from that request on.
import built from "./entry.mjs";
export * from "./index.js";

const real = Date.now.bind(Date);
let ahead = 0;
Date.now = () => real() + ahead;

export default {
  fetch(request, env, ctx) {
    const moved = request.headers.get("x-test-clock-ms");
    if (moved !== null) ahead = Number(moved);
    return built.fetch(request, env, ctx);
  },
};
