/** The handlers of `clientMethods`; each is one call of a service. */

import { planEdit } from '../apply/plan-edit.js';
import { ofFolders } from '../conversations/of-folders.js';
import type { ConversationHead } from '../protocol/chat.js';
import type { ClientMethods } from '../protocol/client-methods.js';
import type { Wording } from '../protocol/sentences/sentence.js';
import type { Handlers } from './handlers.js';
import { lineCompletion } from './line-completions.js';
import type { Services } from './services.js';
import { choicesWithMessages, conversationWithMessages, endWithMessage, statusWithMessages, turnsWithMessages } from './with-message.js';

export const clientHandlers = (services: Services, wording: Wording): Handlers<ClientMethods> => ({
  // Reads of the index: the search thread answers them from one snapshot.
  'search/query': (query, signal) => services.searcher.search(query, signal),
  'completion/line': (request, signal) => lineCompletion(services.lines, request, signal),
  'context/complete': (request, signal) => services.completer.complete(request, signal),
  'context/measure': (request, signal) => services.meter.measure(request, signal),
  'context/saw': async ({ kind, keys }) => services.saw(kind, keys),
  'chat/suggest': (_nothing, signal) => services.suggester.suggest(signal),

  'share/search': ({ query, limit }, signal) => services.shared.search(query, limit, signal),
  'share/symbol': ({ name }, signal) => services.shared.symbol(name, signal),
  'share/read': (lines, signal) => services.shared.read(lines, signal),

  // Answers: they stream, and continue without a listener.
  'chat/ask': async (ask, emit, signal) => endWithMessage(await services.chat.ask(ask, emit, signal), wording),
  'chat/follow': async (turn, emit, signal) => endWithMessage(await services.chat.follow(turn, emit, signal), wording),
  'chat/continue': async (turn, emit, signal) => endWithMessage(await services.chat.continue(turn, emit, signal), wording),

  // Conversations: stored by the catalogue.
  'chat/list': async ({ here }, signal) => hereOf(services, await services.conversations.list(signal), here),
  'chat/open': async ({ conversationId, last }, signal) =>
    conversationWithMessages(await services.conversations.open(conversationId, signal, last), wording),
  'chat/earlier': async ({ conversationId, before, limit }, signal) =>
    turnsWithMessages(await services.conversations.earlier(conversationId, before, limit, signal), wording),
  'chat/rename': ({ conversationId, title }, signal) => services.conversations.rename(conversationId, title, signal),
  'chat/pin': ({ conversationId, pinned }, signal) => services.conversations.pin(conversationId, pinned, signal),
  'chat/search': async ({ query, here }, signal) => hereOf(services, await services.conversations.search(query, signal), here),
  'chat/delete': ({ conversationId }, signal) => services.shelf.delete(conversationId, signal),
  'chat/restore': ({ conversationId }, signal) => services.shelf.restore(conversationId, signal),
  'chat/branch': ({ conversationId, turnId }, signal) => services.shelf.branch(conversationId, turnId, signal),
  'chat/export': ({ conversationId, format }, signal) => services.shelf.export(conversationId, format, signal),
  'chat/import': ({ text }, signal) => services.shelf.import(text, signal),

  // Context that a person adds from elsewhere.
  'git/diff': ({ folder, change }, signal) => services.git.diff(folder, change, signal),
  'git/commits': ({ folder, limit }, signal) => services.git.commits(folder, limit, signal),
  'web/read': ({ url }, signal) => services.webPages.read(url, signal),

  // Edits: planned from the text in the request.
  'edit/check': ({ folder, path }, signal) => services.workspace.mayChange(folder, path, signal),
  'edit/plan': (request, signal) => planEdit(request, services.grammars, signal),

  // The index, the models and the machine.
  'index/status': async () => statusWithMessages(services.workspace.status(), wording),
  'index/rebuild': ({ folder }, signal) => services.workspace.rebuild(folder, signal),
  'models/list': (_nothing, signal) => services.models.list(signal),
  'models/choices': async (_nothing, signal) => choicesWithMessages(await services.models.choices(signal), wording),
  'models/offers': (_nothing, signal) => services.models.offers(signal),
  'models/pull': ({ model }, emit, signal) => services.models.pull(model, emit, signal),
  'embedders/list': (_nothing, signal) => services.embedders.list(signal),
  'embedders/check': ({ path }, signal) => services.embedders.check(path, signal),
  'embedders/offer': ({ repository }, signal) => services.embedders.offer(repository, signal),
  'embedders/fetch': (wanted, emit, signal) => services.embedders.fetch(wanted, emit, signal),
  'embedders/delete': ({ path }) => services.embedders.delete(path),
  'doctor/check': (_nothing, signal) => services.check(signal),
  'privacy/log': async () => services.privacy(),
  'report/get': async () => ({ name: 'vibe-report.json', text: `${JSON.stringify(services.report(), null, 2)}\n` }),
  'data/clear': async () => services.clearAtNextStart(),
});

const hereOf = <Head extends ConversationHead>({ workspace }: Services, heads: readonly Head[], here: boolean): readonly Head[] =>
  here
    ? ofFolders(
        heads,
        workspace.status().folders.map(({ folder }) => folder),
      )
    : heads;
