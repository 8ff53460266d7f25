/** The rows of `clientMethods`, each one call into its room. */
import type { ClientMethods } from '../protocol/client-methods.js';
import { applyAnswer } from '../tasks/apply/apply-answer.js';
import type { Handlers } from './handlers.js';
import type { World } from './world.js';

export const clientHandlers = (world: World): Handlers<ClientMethods> => ({
  // Reads of the index: answered by the search thread from one snapshot.
  'search/query': (query, _emit, signal) => world.searcher.search(query, signal),
  'context/complete': (request, _emit, signal) => world.completer.complete(request, signal),
  'context/measure': (request, _emit, signal) => world.meter.measure(request, signal),
  'context/saw': async ({ kind, keys }) => world.saw(kind, keys),
  'chat/suggest': (_nothing, _emit, signal) => world.suggester.suggest(signal),

  'share/search': ({ query, limit }, _emit, signal) => world.shared.search(query, limit, signal),
  'share/symbol': ({ name }, _emit, signal) => world.shared.symbol(name, signal),
  'share/read': (lines, _emit, signal) => world.shared.read(lines, signal),

  // Answers: they stream, and go on where nobody listens.
  'chat/ask': (ask, emit, signal) => world.chat.ask(ask, emit, signal),
  'chat/follow': (turn, emit, signal) => world.chat.follow(turn, emit, signal),
  'chat/continue': (turn, emit, signal) => world.chat.continue(turn, emit, signal),

  // Conversations: kept by the catalogue.
  'chat/list': (_nothing, _emit, signal) => world.conversations.list(signal),
  'chat/open': ({ conversationId, last }, _emit, signal) => world.conversations.open(conversationId, signal, last),
  'chat/earlier': ({ conversationId, before, limit }, _emit, signal) => world.conversations.earlier(conversationId, before, limit, signal),
  'chat/rename': ({ conversationId, title }, _emit, signal) => world.conversations.rename(conversationId, title, signal),
  'chat/pin': ({ conversationId, pinned }, _emit, signal) => world.conversations.pin(conversationId, pinned, signal),
  'chat/search': ({ query }, _emit, signal) => world.conversations.search(query, signal),
  'chat/delete': ({ conversationId }, _emit, signal) => world.shelf.delete(conversationId, signal),
  'chat/restore': ({ conversationId }, _emit, signal) => world.shelf.restore(conversationId, signal),
  'chat/branch': ({ conversationId, turnId }, _emit, signal) => world.shelf.branch(conversationId, turnId, signal),
  'chat/export': ({ conversationId, format }, _emit, signal) => world.shelf.export(conversationId, format, signal),
  'chat/import': ({ text }, _emit, signal) => world.shelf.import(text, signal),

  // What a person adds to a question from elsewhere.
  'git/diff': ({ folder, change }, _emit, signal) => world.git.diff(folder, change, signal),
  'git/commits': ({ folder, limit }, _emit, signal) => world.git.commits(folder, limit, signal),
  'web/read': ({ url }, _emit, signal) => world.webPages.read(url, signal),

  // Edits: planned from the text that comes along.
  'edit/check': ({ folder, path }, _emit, signal) => world.workspace.mayChange(folder, path, signal),
  'edit/plan': async ({ language, ...request }) => applyAnswer(language === undefined ? request : { ...request, language }),

  // The index, the models and the machine.
  'index/status': async () => world.workspace.status(),
  'index/rebuild': ({ folder }, _emit, signal) => world.workspace.rebuild(folder, signal),
  'models/list': (_nothing, _emit, signal) => world.models.list(signal),
  'models/choices': (_nothing, _emit, signal) => world.models.choices(signal),
  'models/offers': (_nothing, _emit, signal) => world.models.offers(signal),
  'models/pull': ({ model }, emit, signal) => world.models.pull(model, emit, signal),
  'embedders/list': (_nothing, _emit, signal) => world.embedders.list(signal),
  'embedders/check': ({ path }, _emit, signal) => world.embedders.check(path, signal),
  'embedders/offer': ({ repository }, _emit, signal) => world.embedders.offer(repository, signal),
  'embedders/fetch': (wanted, emit, signal) => world.embedders.fetch(wanted, emit, signal),
  'embedders/delete': ({ path }) => world.embedders.delete(path),
  'doctor/check': (_nothing, _emit, signal) => world.check(signal),
  'privacy/log': async () => world.privacy(),
  'report/get': async () => ({ name: 'vibe-report.json', text: `${JSON.stringify(world.report(), null, 2)}\n` }),
  'data/clear': async () => world.clearAtNextStart(),
});
