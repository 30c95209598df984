"""The scenarios of the official Python SDK (package `anthropic`) on the fake API.

    cargo run -p managed-agents --features testing --example fake_server -- 8080
    python scenario.py http://127.0.0.1:8080

It prints a line for each step, and fails if one does.
"""

import asyncio, os, sys, tempfile
import anthropic
from anthropic import AsyncAnthropic, beta_async_tool

base = sys.argv[1]
client = anthropic.Anthropic(api_key="test", base_url=base, max_retries=0)
b = client.beta
S = {}
failed = []


def step(name):
    """Runs a step at once."""

    def run(scenario):
        try:
            scenario()
            print("ok  ", name)
        except Exception as error:
            failed.append(name)
            print("FAIL", name, type(error).__name__, error)
        return scenario

    return run


def say(session_id, text):
    message = {"type": "user.message", "content": [{"type": "text", "text": text}]}
    return b.sessions.events.send(session_id, events=[message])


def refused(call, kind):
    """The error of a call that the server refuses."""
    try:
        call()
    except kind as error:
        return error.body["error"]
    raise AssertionError("it should have been refused")


@step("agents.create")
def _():
    a = b.agents.create(
        name="A",
        model="claude-opus-5",
        tools=[
            {
                "type": "custom",
                "name": "weather",
                "description": "d",
                "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}},
            },
            {"type": "agent_toolset_20260401"},
        ],
    )
    S["agent"] = a
    assert a.version == 1 and a.type == "agent" and a.model.id == "claude-opus-5"


@step("agents.update, stale 409, versions")
def _():
    a = S["agent"]
    n = b.agents.update(a.id, version=1, name="B")
    assert n.version == 2
    error = refused(lambda: b.agents.update(a.id, version=1, name="C"), anthropic.ConflictError)
    assert error["type"] == "conflict_error"
    assert [v.version for v in b.agents.versions.list(a.id, limit=1)] == [2, 1]
    assert b.agents.retrieve(a.id, version=1).name == "A"


@step("agents.list pages, archive")
def _():
    for i in range(5):
        b.agents.create(name=f"n{i}", model="m")
    names = [a.name for a in b.agents.list(limit=2)]
    assert names == ["n4", "n3", "n2", "n1", "n0", "B"], names
    x = b.agents.archive(next(iter(b.agents.list())).id)
    assert x.archived_at
    assert len(list(b.agents.list())) == 5 and len(list(b.agents.list(include_archived=True))) == 6


@step("environments")
def _():
    e = b.environments.create(name="e", config={"type": "cloud", "packages": {"pip": ["x"]}})
    S["env"] = e
    assert e.config.packages.pip == ["x"] and e.config.networking.type == "unrestricted"
    assert b.environments.update(e.id, description="d", metadata={"a": "1"}).metadata == {"a": "1"}
    assert b.environments.retrieve(e.id).description == "d"
    f = b.environments.create(name="f")
    assert b.environments.archive(f.id).archived_at
    assert [x.id for x in b.environments.list()] == [e.id]
    assert b.environments.delete(f.id).type == "environment_deleted"


@step("sessions.create/retrieve/list/update")
def _():
    s = b.sessions.create(agent=S["agent"].id, environment_id=S["env"].id, title="t", metadata={"k": "v"})
    S["s"] = s
    assert s.status == "idle" and s.agent.version == 2
    assert b.sessions.update(s.id, title="u").title == "u"
    assert [x.id for x in b.sessions.list(statuses=["idle"], agent_id=S["agent"].id)] == [s.id]
    assert list(b.sessions.list(statuses=["running"])) == []


@step("stream + send + message")
def _():
    got = []
    with b.sessions.events.stream(S["s"].id, event_deltas=["agent.message"]) as st:
        r = say(S["s"].id, "think\nhello there")
        assert r.data[0].id
        for ev in st:
            got.append(ev.type)
            if ev.type == "session.status_idle":
                assert ev.stop_reason.type == "end_turn"
                break
    assert got == [
        "user.message",
        "session.status_running",
        "agent.thinking",
        "span.model_request_start",
        "event_start",
        "event_delta",
        "event_delta",
        "agent.message",
        "span.model_request_end",
        "session.usage",
        "session.status_idle",
    ], got


@step("custom tool + confirmation by hand")
def _():
    sid = S["s"].id
    say(sid, 'call weather {"city":"Oslo"}\nask bash {"command":"ls"}')
    ev = list(b.sessions.events.list(sid, order="desc", limit=1000))
    idle = ev[0]
    assert idle.stop_reason.type == "requires_action" and len(idle.stop_reason.event_ids) == 2
    ids = {e.id: e for e in ev}
    for i in idle.stop_reason.event_ids:
        e = ids[i]
        if e.type == "agent.custom_tool_use":
            b.sessions.events.send(
                sid,
                events=[
                    {
                        "type": "user.custom_tool_result",
                        "custom_tool_use_id": i,
                        "content": [{"type": "text", "text": "rain"}],
                    }
                ],
            )
        else:
            b.sessions.events.send(
                sid,
                events=[{"type": "user.tool_confirmation", "tool_use_id": i, "result": "deny", "deny_message": "no"}],
            )
    msgs = [e for e in b.sessions.events.list(sid, types=["agent.message"])]
    assert msgs[-1].content[0].text in ("weather: rain; bash failed: no",), msgs[-1]


@step("interrupt")
def _():
    sid = S["s"].id
    say(sid, "call weather {}")
    b.sessions.events.send(sid, events=[{"type": "user.interrupt"}])
    assert next(iter(b.sessions.events.list(sid, order="desc"))).stop_reason.type == "end_turn"


@step("threads")
def _():
    sid = S["s"].id
    say(sid, "delegate helper")
    t = list(b.sessions.threads.list(sid))
    assert len(t) == 2 and t[1].parent_thread_id == t[0].id
    assert b.sessions.threads.retrieve(t[1].id, session_id=sid).agent.name == "helper"
    assert [e.type for e in b.sessions.threads.events.list(t[1].id, session_id=sid)] == ["agent.message"]
    assert b.sessions.threads.archive(t[1].id, session_id=sid).archived_at


@step("files")
def _():
    f = b.files.upload(file=("a.txt", b"hello", "text/plain"))
    assert f.size_bytes == 5 and f.filename == "a.txt" and f.mime_type == "text/plain", f
    assert b.files.retrieve_metadata(f.id).id == f.id
    assert f.id in [x.id for x in b.files.list()]
    refused(lambda: b.files.download(f.id), anthropic.BadRequestError)
    r = b.sessions.resources.add(S["s"].id, type="file", file_id=f.id)
    assert r.file_id == f.id
    assert [x.id for x in b.sessions.resources.list(S["s"].id)] == [r.id]
    b.sessions.resources.delete(r.id, session_id=S["s"].id)
    assert b.files.delete(f.id).id == f.id
    say(S["s"].id, "write out.txt")
    o = [x for x in b.files.list(scope_id=S["s"].id, betas=["managed-agents-2026-04-01"])]
    assert o[0].filename == "out.txt" and o[0].downloadable
    assert b.files.download(o[0].id).read() == b"Written by the agent."


@step("skills")
def _():
    files = [("my/SKILL.md", b"---\nname: my\ndescription: d\n---\nText", "text/markdown")]
    s = b.skills.create(display_name="My", files=files)
    assert s.type == "skill"
    v = b.skills.versions.create(s.id, files=files)
    assert v.name == "my"
    assert [x.id for x in b.skills.versions.list(s.id)][0] == v.id
    assert b.skills.versions.retrieve("latest", skill_id=s.id).id == v.id
    b.skills.versions.delete(v.id, skill_id=s.id)
    assert len(list(b.skills.list())) == 1
    assert b.skills.delete(s.id).id == s.id


@step("vaults")
def _():
    v = b.vaults.create(display_name="V")
    k = b.vaults.credentials.create(
        v.id,
        auth={"type": "static_bearer", "mcp_server_url": "https://m.example.com", "token": "secret"},
        display_name="d",
    )
    assert k.auth.mcp_server_url and "secret" not in k.model_dump_json()
    assert b.vaults.credentials.update(k.id, vault_id=v.id, display_name="e").display_name == "e"
    assert len(list(b.vaults.credentials.list(v.id))) == 1
    b.vaults.credentials.archive(k.id, vault_id=v.id)
    b.vaults.credentials.delete(k.id, vault_id=v.id)
    assert b.vaults.update(v.id, display_name="W").display_name == "W"
    b.vaults.archive(v.id)
    b.vaults.delete(v.id)


@step("memory")
def _():
    m = b.memory_stores.create(name="Notes")
    S["m"] = m
    x = b.memory_stores.memories.create(m.id, path="/a/b.md", content="x", view="full")
    assert x.content == "x"
    y = b.memory_stores.memories.create(m.id, path="/c.md", content="y")
    assert y.content is None
    error = refused(lambda: b.memory_stores.memories.create(m.id, path="/a", content="z"), anthropic.ConflictError)
    assert error["type"] == "memory_path_conflict_error" and error["conflicting_path"] == "/a/b.md"
    l = list(b.memory_stores.memories.list(m.id, depth=1))
    assert [(i.type, i.path) for i in l] == [("memory_prefix", "/a/"), ("memory", "/c.md")], l
    u = b.memory_stores.memories.update(
        x.id,
        memory_store_id=m.id,
        content="x2",
        precondition={"type": "content_sha256", "content_sha256": x.content_sha256},
    )
    error = refused(
        lambda: b.memory_stores.memories.update(
            x.id,
            memory_store_id=m.id,
            content="x3",
            precondition={"type": "content_sha256", "content_sha256": x.content_sha256},
        ),
        anthropic.ConflictError,
    )
    assert error["type"] == "memory_precondition_failed_error"
    assert b.memory_stores.memories.retrieve(x.id, memory_store_id=m.id).content == "x2"
    vs = list(b.memory_stores.memory_versions.list(m.id, memory_id=x.id))
    assert [v.operation for v in vs] == ["modified", "created"], vs
    assert b.memory_stores.memory_versions.redact(vs[1].id, memory_store_id=m.id).redacted_at
    b.memory_stores.memories.delete(x.id, memory_store_id=m.id, expected_content_sha256=u.content_sha256)
    s = b.sessions.create(
        agent=S["agent"].id,
        environment_id=S["env"].id,
        resources=[{"type": "memory_store", "memory_store_id": m.id, "access": "read_only"}],
    )
    assert s.resources[0].mount_path == "/mnt/memory/notes"
    b.memory_stores.archive(m.id)
    b.memory_stores.delete(m.id)


@step("errors")
def _():
    for f, cls in [
        (lambda: b.agents.retrieve("agent_x"), anthropic.NotFoundError),
        (lambda: b.sessions.create(agent="x", environment_id="y"), anthropic.NotFoundError),
        (lambda: b.agents.create(name="", model="m"), anthropic.BadRequestError),
        (lambda: b.sessions.events.send(S["s"].id, events=[]), anthropic.BadRequestError),
        (lambda: b.agents.create(name="x", model=5), anthropic.BadRequestError),
    ]:
        assert refused(f, cls)["message"]


@step("async tool runner")
def _():
    runs = []

    async def main():
        a = AsyncAnthropic(api_key="k", base_url=base)

        @beta_async_tool
        async def weather(city: str) -> str:
            "d"
            runs.append(city)
            return "Rain in " + city

        s = await a.beta.sessions.create(agent=S["agent"].id, environment_id=S["env"].id)
        rec = []

        async def go():
            async for r in a.beta.sessions.events.tool_runner(s.id, tools=[weather], max_idle=0.5):
                rec.append((r.name, r.posted, r.is_error))

        t = asyncio.create_task(go())
        await asyncio.sleep(0.5)
        await a.beta.sessions.events.send(
            s.id,
            events=[{"type": "user.message", "content": [{"type": "text", "text": 'call weather {"city":"Oslo"}'}]}],
        )
        await asyncio.wait_for(t, 20)
        m = [e async for e in a.beta.sessions.events.list(s.id, types=["agent.message"])]
        return rec, m[-1].content[0].text

    rec, text = asyncio.run(main())
    assert rec == [("weather", True, False)] and runs == ["Oslo"] and text == "weather: Rain in Oslo", (rec, runs, text)


@step("worker (self-hosted)")
def _():
    async def main():
        a = AsyncAnthropic(api_key="k", base_url=base)
        e = await a.beta.environments.create(name="own", config={"type": "self_hosted"})
        s = await a.beta.sessions.create(agent=S["agent"].id, environment_id=e.id)
        key = "sk-ant-env-" + e.id
        w = a.beta.environments.work.worker(
            environment_id=e.id, environment_key=key, workdir=tempfile.mkdtemp(), max_idle=1
        )
        t = asyncio.create_task(w.run())
        await asyncio.sleep(1.5)
        await a.beta.sessions.events.send(
            s.id,
            events=[{"type": "user.message", "content": [{"type": "text", "text": 'use bash {"command":"echo hi"}'}]}],
        )
        for _ in range(100):
            m = [x async for x in a.beta.sessions.events.list(s.id, types=["agent.message"])]
            if m:
                break
            await asyncio.sleep(0.1)
        for _ in range(80):
            it = [
                x async for x in a.beta.environments.work.list(e.id, extra_headers={"Authorization": "Bearer " + key})
            ]
            if it[0].state == "stopped":
                break
            await asyncio.sleep(0.1)
        t.cancel()
        return m[-1].content[0].text, it[0].state

    r = asyncio.run(main())
    assert r == ("bash: hi", "stopped"), r


@step("worker with a memory store")
def _():
    async def main():
        a = AsyncAnthropic(api_key="k", base_url=base)
        m = await a.beta.memory_stores.create(name="scenario-" + os.urandom(4).hex())
        for path, content in [("/a.md", "a"), ("/b.md", "b")]:
            await a.beta.memory_stores.memories.create(m.id, path=path, content=content)
        e = await a.beta.environments.create(name="own", config={"type": "self_hosted"})
        resource = {"type": "memory_store", "memory_store_id": m.id, "access": "read_write"}
        s = await a.beta.sessions.create(agent=S["agent"].id, environment_id=e.id, resources=[resource])
        root = s.resources[0].mount_path
        lines = [
            'use read {"file_path":"%s/a.md"}' % root,
            'use write {"file_path":"%s/b.md","content":"changed"}' % root,
            'use write {"file_path":"%s/c/d.md","content":"new"}' % root,
        ]
        key = "sk-ant-env-" + e.id
        w = a.beta.environments.work.worker(
            environment_id=e.id, environment_key=key, workdir=tempfile.mkdtemp(), max_idle=1
        )
        t = asyncio.create_task(w.run())
        message = {"type": "user.message", "content": [{"type": "text", "text": "\n".join(lines)}]}
        await a.beta.sessions.events.send(s.id, events=[message])
        for _ in range(150):
            it = [
                x async for x in a.beta.environments.work.list(e.id, extra_headers={"Authorization": "Bearer " + key})
            ]
            if it[0].state == "stopped":
                break
            await asyncio.sleep(0.1)
        t.cancel()
        await asyncio.gather(t, return_exceptions=True)
        said = [x async for x in a.beta.sessions.events.list(s.id, types=["agent.message"])]
        listed = a.beta.memory_stores.memories.list(m.id, view="full")
        memories = {x.path: x.content async for x in listed}
        await a.close()
        return said[-1].content[0].text.split(";")[0], memories, os.path.exists(root)

    text, memories, is_left = asyncio.run(main())
    assert text == "read: a", text
    assert memories == {"/a.md": "a", "/b.md": "changed", "/c/d.md": "new"}, memories
    assert not is_left


@step("delete/archive session")
def _():
    s = b.sessions.archive(S["s"].id)
    assert s.status == "terminated"
    assert b.sessions.delete(S["s"].id).type == "session_deleted"


sys.exit(1 if failed else 0)
