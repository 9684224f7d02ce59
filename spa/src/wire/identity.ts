import { certified, type ChainState, statusOf } from '../protocol/chain';
import { encodeCompact } from '../protocol/compact';
import { markdown, txt } from '../protocol/forms';
import { utf8 } from '../protocol/bytes';
import { isID } from '../protocol/id';
import { canonical, isMembers, type Members } from '../protocol/json';
import type { Key } from '../protocol/key';
import { type Offer, openOffer, parseCode, slotOf } from '../protocol/link';
import type { Draft as Event } from '../protocol/sigchain';
import { parseSubject, type Subject, systemOf } from '../protocol/subject';
import { parseTime } from '../protocol/time';
import { against, judge, type Verdict } from '../protocol/verdict';
import type { Chains, Followed } from './chains';
import { answered, type Directory } from './directory';
import type { Chain, ClaimForms, DeviceOffer, ProofCheck } from './engine';
import { refuse } from './problem';
import type { Store } from './store';
import type { Vault } from './vault';

const showTries = 10;

type Names = Record<string, string>;

/** Claims and devices: what the own sigchain is made to say, and what others' say. */
export class Identity {
  readonly #vault: Vault;
  readonly #chains: Chains;
  readonly #store: Store;
  readonly #directory: Directory;
  readonly #nodeTime: () => number;
  readonly #offers = new Map<string, Offer>();

  constructor(vault: Vault, chains: Chains, store: Store, directory: Directory, nodeTime: () => number) {
    this.#vault = vault;
    this.#chains = chains;
    this.#store = store;
    this.#directory = directory;
    this.#nodeTime = nodeTime;
  }

  async chain(account: Key, fresh = false): Promise<Chain> {
    return this.view(account, await (fresh ? this.#chains.ask(account) : this.#chains.current(account)));
  }

  /** As a page sees it. */
  async view(account: Key, { state, asked, trouble }: Followed): Promise<Chain> {
    const names = account === this.#vault.own ? await this.#names() : {};
    return {
      primary: account,
      head: { ...state.head },
      subjects: state.subjects.map((one) => ({ ...one, system: systemOf(one.subject) })),
      devices: certified(state).map(({ id, key, box, added, revoked }) => ({
        id, key, added,
        reads: box !== undefined && revoked === undefined,
        here: key === this.#vault.key,
        ...(revoked === undefined ? {} : { revoked }),
        ...(names[id] === undefined ? {} : { name: names[id] }),
      })),
      asked,
      ...(trouble ? { trouble } : {}),
    };
  }

  async take(typed: string): Promise<DeviceOffer> {
    const code = parseCode(typed);
    const answer = await this.#directory.ask(`/v1/link/${slotOf(code)}`);
    if (answer.status !== 200) throw answered(answer);
    const offer = await openOffer(code, this.#vault.own, String(answer.members.sealed ?? ''));
    this.#offers.set(offer.device, offer);
    return { id: offer.device, key: offer.key, name: offer.name };
  }

  async accept(id: string): Promise<Chain> {
    const offer = this.#offers.get(id);
    if (!offer) throw refuse('unknown-link', 'No such device', 'This device did not offer itself, or it was a while ago. Make a new code on it.');
    const { name, ...keys } = offer;
    const there = ({ devices }: ChainState) => devices.some((one) => one.id === offer.device && one.key === offer.key && one.box === offer.box);
    await this.#append(there, { op: 'device_add', ...keys });
    await this.#store.exclusive(async () => this.#store.keep('device names', { ...(await this.#names()), [id]: name }));
    this.#offers.delete(id);
    return this.chain(this.#vault.own);
  }

  async revokeDevice(id: string): Promise<Chain> {
    if (!isID(id)) throw refuse('malformed', 'Not a device', 'A device is named by 32 digits.');
    const gone = ({ devices }: ChainState) => devices.some((one) => one.id === id && one.revoked !== undefined);
    await this.#append(gone, { op: 'device_revoke', device: id });
    return this.chain(this.#vault.own);
  }

  /** Signed before it is said, so that nothing is said that cannot be shown. */
  async addClaim(text: string): Promise<ClaimForms> {
    const subject = parseSubject(text);
    const json = await this.#vault.signClaim(subject, this.#nodeTime());
    await this.#show(await this.#append((state) => statusOf(state, subject) === 'active', { op: 'add', subject }));
    return { subject, json, compact: encodeCompact(json), markdown: markdown(json), txt: txt(json) };
  }

  /** The signed word first: the list that the server shows is a convenience. */
  async revokeClaim(text: string): Promise<Chain> {
    const subject = parseSubject(text);
    await this.#show(await this.#append((state) => statusOf(state, subject) === 'revoked', { op: 'revoke', subject }));
    return this.chain(this.#vault.own);
  }

  /** Whether the list that the server shows is that of the own sigchain; `again` sends it first. */
  async listed(again = false): Promise<boolean> {
    const { state } = await this.#chains.ask(this.#vault.own);
    if (again) await this.#show(state);
    const answer = await this.#directory.ask(`/v1/u/${this.#vault.profile.account.handle}`);
    if (answer.status !== 200) throw answered(answer);
    const shown = Array.isArray(answer.members.proofs) ? answer.members.proofs.map(String) : [];
    return shown.sort().join() === activeOf(state).sort().join();
  }

  async checkProof(account: Key, text: string, fresh = false): Promise<ProofCheck> {
    const subject = parseSubject(text);
    const [found, { state, trouble }] = await Promise.all([this.#fetched(account, subject, fresh), this.#chains.current(account)]);
    const status = statusOf(state, subject);
    const url = typeof found.url === 'string' ? found.url : '';
    const checkedAt = (typeof found.checked_at === 'string' && parseTime(found.checked_at)) || this.#nodeTime();
    const base = { subject, primary: account, url, checkedAt };
    if (!isMembers(found.proof)) return { ...base, holds: false, status, failing: failed(found) };
    const question = { subject, primary: account };
    // The node is trusted with the fetching only: what it found is judged here.
    const verdict = against(judge(question, [{ url, text: canonical(found.proof) }]), trouble ? { invalid: trouble.detail } : state);
    return { ...base, status, ...outcome(verdict) };
  }

  async #fetched(account: Key, subject: Subject, fresh: boolean): Promise<Members> {
    const path = '/v1/proofs/check';
    const query = new URLSearchParams({ subject, primary: account, as: this.#vault.own, ...(fresh ? { fresh: '1' } : {}) });
    const headers = { 'X-KEZ-Auth': this.#vault.signCall('GET', path, utf8(''), this.#nodeTime()) };
    const answer = await this.#directory.ask(`${path}?${query}`, { headers });
    if (answer.status !== 200) throw answered(answer);
    const { subject: theirs, primary } = answer.members;
    if (theirs !== subject || primary !== account) throw refuse('not-an-answer', 'Not an answer', 'The server answered about something else.');
    return answer.members;
  }

  #append(done: (state: ChainState) => boolean, event: Event): Promise<ChainState> {
    return this.#chains.append(this.#vault.own, done, (head) => this.#vault.signEvent(head, event, this.#nodeTime()));
  }

  /** The active subjects in the record, for whoever cannot read sigchains. */
  async #show(state: ChainState): Promise<void> {
    const { handle } = this.#vault.profile.account;
    const proofs = activeOf(state);
    for (let tries = 0; ; tries++) {
      // What is signed names nothing but the second, and each signature is good once: the next list in the
      // same second is signed for the next.
      const headers = { 'Content-Type': 'application/json', 'X-KEZ-Auth': this.#vault.signProofs(this.#nodeTime() + tries * 1000) };
      const answer = await this.#directory.ask(`/v1/profile/${handle}/proofs`, { method: 'PUT', body: JSON.stringify({ proofs }), headers });
      if (answer.status === 204) return;
      if (answer.members.code !== 'replayed' || tries === showTries) throw answered(answer);
    }
  }

  async #names(): Promise<Names> {
    return (await this.#store.fact<Names>('device names')) ?? {};
  }
}

function activeOf({ subjects }: ChainState): Subject[] {
  return subjects.filter(({ status }) => status === 'active').map(({ subject }) => subject);
}

/** Phases 1 to 3, of which the node has nothing to show. */
function failed({ phase, reason, detail, help, retry_at }: Members): NonNullable<ProofCheck['failing']> {
  const retryAt = typeof retry_at === 'string' ? parseTime(retry_at) : undefined;
  return {
    phase: String(phase ?? 'fetch'),
    reason: String(reason ?? 'bad-response'),
    detail: String(detail ?? ''),
    ...(typeof help === 'string' && help !== '' ? { help } : {}),
    ...(retryAt === undefined ? {} : { retryAt }),
  };
}

function outcome({ failing, claim }: Verdict): Pick<ProofCheck, 'holds'> & Partial<ProofCheck> {
  return failing ? { holds: false, failing } : { holds: claim !== undefined };
}
