// @ts-check
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { actionsOf, newId, post } from "../../facilitation/client/actions.js";

/** @type {{ op_id: string, token: string, tried: string, body: any, path: string }[]} */
let sent = [];
/** @type {(() => Response)[]} */
let answers = [];
let token = "first";

beforeEach(() => {
  sent = [];
  answers = [];
  token = "first";
  const meta = {
    getAttribute: () => token,
    setAttribute: (/** @type {string} */ _name, /** @type {string} */ value) => (token = value),
  };
  Object.assign(globalThis, {
    document: { querySelector: () => meta },
    location: { pathname: "/d/ACDEFG/" },
    DOMParser: class {
      parseFromString() {
        return { querySelector: () => ({ getAttribute: () => "renewed" }) };
      }
    },
    fetch: async (/** @type {string} */ path, /** @type {any} */ init) => {
      if (!init.body) return new Response("<html>");
      const body = JSON.parse(init.body);
      const { "X-CSRFToken": token, "X-Tried": tried } = init.headers;
      sent.push({ path, body, op_id: body.op_id, token, tried });
      const answer = answers.shift();
      if (!answer) throw new TypeError("network");
      return answer();
    },
  });
});

/** @param {number} status @param {object} body @param {Record<string, string>} [headers] */
function says(status, body, headers = {}) {
  return () => new Response(JSON.stringify(body), { status, headers });
}

const waits = /** @type {number[]} */ ([]);
const act = actionsOf("ACDEFG", async (milliseconds) => void waits.push(milliseconds));

test("an answer comes back as it was given", async () => {
  answers = [says(200, { answer: { group: "g1", seq: 7 } })];
  assert.deepEqual(await act("add_group", { title: "Water" }), {
    ok: true,
    answer: { group: "g1", seq: 7 },
  });
  assert.equal(sent[0]?.path, "/api/d/ACDEFG/add_group");
  assert.equal(sent[0]?.body.title, "Water");
});

test("a refusal comes back at once, with its sentence", async () => {
  answers = [says(409, { error: { code: "group_has_votes", message: "People…", params: {} } })];
  const result = await act("remove_group", { group: "g1" });
  assert.ok(!result.ok && result.error.code === "group_has_votes");
  assert.equal(sent.length, 1);
});

test("a lost answer, a broken server and a page that is no JSON are tried again as the same", async () => {
  answers = [
    () => {
      throw new TypeError("network");
    },
    says(503, { error: { code: "busy", message: "", params: {} } }),
    () => new Response("<h1>Bad gateway</h1>", { status: 502 }),
    says(200, { answer: { moved: 1 } }),
  ];
  const result = await act("move_notes", { notes: ["n1"], group: null });
  assert.ok(result.ok);
  assert.equal(new Set(sent.map(({ op_id }) => op_id)).size, 1);
  assert.deepEqual(sent.map(({ tried }) => tried), ["0", "1", "2", "3"]);
});

test("a page counts its attempts no further than the server does", async () => {
  answers = [says(200, { answer: {} })];
  await post("ACDEFG", "add_note", {}, newId(), 4_000);
  assert.equal(sent[0]?.tried, "99");
});

test("a server that never answers is given up on, and said to be unreachable", async () => {
  const result = await act("close_dialogue");
  assert.ok(!result.ok && result.error.code === "unreachable");
});

test("a page whose token is too old takes a new one and sends again", async () => {
  answers = [
    says(403, { error: { code: "csrf_failed", message: "…", params: {} } }),
    says(200, { answer: {} }),
  ];
  assert.ok((await act("close_dialogue")).ok);
  assert.deepEqual(sent.map((one) => one.token), ["first", "renewed"]);
});

test("too fast waits as long as it was asked to", async () => {
  waits.length = 0;
  answers = [
    says(429, { error: { code: "too_fast", message: "…", params: {} } }, { "Retry-After": "3" }),
    says(200, { answer: {} }),
  ];
  assert.ok((await act("give_vote", { group: "g1" })).ok);
  assert.deepEqual(waits, [3000]);
});

test("ids are random UUIDs of version 4", () => {
  const ids = Array.from({ length: 100 }, newId);
  assert.equal(new Set(ids).size, 100);
  for (const id of ids) {
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});
