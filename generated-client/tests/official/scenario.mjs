// The scenarios of the official TypeScript SDK (package `@anthropic-ai/sdk`) on the fake API:
//   node scenario.mjs http://127.0.0.1:8080
import Anthropic, { toFile } from "@anthropic-ai/sdk";
const c = new Anthropic({ apiKey: "k", baseURL: process.argv[2], maxRetries: 0 });
const b = c.beta;
let ok = 0,
  bad = 0;
const S = {};
const step = async (n, f) => {
  try {
    await f();
    ok++;
    console.log("ok  ", n);
  } catch (e) {
    bad++;
    console.log("FAIL", n, e?.name, String(e?.message).slice(0, 500));
  }
};
const assert = (x, m) => {
  if (!x) throw new Error("assert " + JSON.stringify(m));
};
const all = async (p) => {
  const r = [];
  for await (const x of p) r.push(x);
  return r;
};
const fails = async (p, status, type) => {
  try {
    await p;
  } catch (e) {
    assert(e.status === status && (!type || e.error?.error?.type === type), [e.status, e.error]);
    return;
  }
  throw new Error("should fail");
};
const msg = (t) => ({ events: [{ type: "user.message", content: [{ type: "text", text: t }] }] });
await step("agents", async () => {
  S.a = await b.agents.create({ name: "A", model: "claude-opus-5" });
  const n = await b.agents.update(S.a.id, { version: 1, name: "B" });
  assert(n.version === 2);
  await fails(b.agents.update(S.a.id, { version: 1, name: "C" }), 409, "conflict_error");
  assert((await all(b.agents.versions.list(S.a.id, { limit: 1 }))).map((x) => x.version).join() === "2,1");
  for (let i = 0; i < 4; i++) await b.agents.create({ name: "n" + i, model: "m" });
  assert((await all(b.agents.list({ limit: 2 }))).length >= 5);
});
await step("environments", async () => {
  S.e = await b.environments.create({ name: "e", config: { type: "cloud" } });
  assert(S.e.config.networking.type === "unrestricted");
  const f = await b.environments.create({ name: "f" });
  await b.environments.archive(f.id);
  assert((await b.environments.delete(f.id)).type === "environment_deleted");
});
await step("session stream", async () => {
  S.s = await b.sessions.create({ agent: S.a.id, environment_id: S.e.id });
  const st = await b.sessions.events.stream(S.s.id, { event_deltas: ["agent.message"] });
  const got = [];
  await b.sessions.events.send(S.s.id, msg("think\nhello there"));
  for await (const ev of st) {
    got.push(ev.type);
    if (ev.type === "session.status_idle") break;
  }
  assert(
    got.join() ===
      "user.message,session.status_running,agent.thinking,span.model_request_start,event_start,event_delta,event_delta,agent.message,span.model_request_end,session.usage,session.status_idle",
    got,
  );
});
await step("tool by hand", async () => {
  await b.sessions.events.send(S.s.id, msg('call weather {"city":"Oslo"}'));
  const ev = await all(b.sessions.events.list(S.s.id, { order: "desc" }));
  const id = ev[0].stop_reason.event_ids[0];
  await b.sessions.events.send(S.s.id, {
    events: [{ type: "user.custom_tool_result", custom_tool_use_id: id, content: [{ type: "text", text: "rain" }] }],
  });
  const m = await all(b.sessions.events.list(S.s.id, { types: ["agent.message"] }));
  assert(m.at(-1).content[0].text === "weather: rain");
  await fails(
    b.sessions.events.send(S.s.id, { events: [{ type: "user.custom_tool_result", custom_tool_use_id: id }] }),
    400,
  );
});
await step("files", async () => {
  const f = await b.files.upload({ file: await toFile(Buffer.from("hello"), "a.txt", { type: "text/plain" }) });
  assert(f.size_bytes === 5 && f.filename === "a.txt");
  await b.sessions.resources.add(S.s.id, { type: "file", file_id: f.id });
  await b.files.delete(f.id);
  await b.sessions.events.send(S.s.id, msg("write out.txt"));
  const o = await all(b.files.list({ scope_id: S.s.id }));
  assert((await (await b.files.download(o[0].id)).text()) === "Written by the agent.");
});
await step("skills", async () => {
  const files = [await toFile(Buffer.from("---\nname: my\ndescription: d\n---\n"), "my/SKILL.md")];
  const s = await b.skills.create({ display_name: "My", files });
  const v = await b.skills.versions.create(s.id, { files });
  assert((await b.skills.versions.retrieve("latest", { skill_id: s.id })).id === v.id);
  await b.skills.delete(s.id);
});
await step("vaults", async () => {
  const v = await b.vaults.create({ display_name: "V" });
  const k = await b.vaults.credentials.create(v.id, {
    auth: { type: "static_bearer", mcp_server_url: "https://m.example.com", token: "secret" },
  });
  assert(!JSON.stringify(k).includes("secret"));
  await b.vaults.archive(v.id);
  await b.vaults.delete(v.id);
});
await step("memory", async () => {
  const m = await b.memoryStores.create({ name: "N" });
  const x = await b.memoryStores.memories.create(m.id, { path: "/a.md", content: "x" });
  const pre = { type: "content_sha256", content_sha256: x.content_sha256 };
  await b.memoryStores.memories.update(x.id, { memory_store_id: m.id, content: "y", precondition: pre });
  await fails(
    b.memoryStores.memories.update(x.id, { memory_store_id: m.id, content: "z", precondition: pre }),
    409,
    "memory_precondition_failed_error",
  );
  assert((await all(b.memoryStores.memoryVersions.list(m.id))).length === 2);
});
await step("worker", async () => {
  const e = await b.environments.create({ name: "own", config: { type: "self_hosted" } });
  const s = await b.sessions.create({ agent: S.a.id, environment_id: e.id });
  const key = "sk-ant-env-" + e.id;
  const w = new Anthropic({ authToken: key, apiKey: null, baseURL: process.argv[2] });
  const p = await w.beta.environments.work.poll(e.id, { block_ms: 10 });
  assert(p.data.id === s.id && p.secret);
  await w.beta.environments.work.ack(p.id, { environment_id: e.id });
  const h = await w.beta.environments.work.heartbeat(p.id, {
    environment_id: e.id,
    expected_last_heartbeat: "NO_HEARTBEAT",
  });
  await fails(
    w.beta.environments.work.heartbeat(
      p.id,
      { environment_id: e.id, expected_last_heartbeat: "NO_HEARTBEAT" },
      { maxRetries: 0 },
    ),
    412,
  );
  await w.beta.environments.work.heartbeat(p.id, { environment_id: e.id, expected_last_heartbeat: h.last_heartbeat });
  assert((await w.beta.environments.work.stop(p.id, { environment_id: e.id, force: true })).state === "stopped");
});
await step("archive, delete", async () => {
  assert((await b.sessions.archive(S.s.id)).status === "terminated");
  await b.sessions.delete(S.s.id);
  await fails(b.sessions.retrieve(S.s.id), 404, "not_found_error");
});
process.exit(bad > 0 ? 1 : 0);
