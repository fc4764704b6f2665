import adapter from "@sveltejs/adapter-cloudflare";

export default { kit: { adapter: adapter({ config: "wrangler.json" }), alias: { $data: process.env.BENCH_DATA } } };
