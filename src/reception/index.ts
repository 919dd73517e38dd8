/** What comes in from other systems, by a request or by none: documents, messages, lists and uploads, and what could not be taken. One act a file. */

/** Dead letters of the caller's organization; give 403 `letter-operator-only`, 404 `letter-unknown`, 409 `letter-settled`. */
export {
  dismissDeadLetter,
  dismissLetter,
  letterUnknown,
  listDeadLetters,
  readDeadLetter,
  replayDeadLetter,
  replayLetter,
  worded,
} from './dead-letters.ts';
/** What comes by no request, such as a message over MLLP; never throws. */
export { type Delivered, deliver } from './deliver.ts';
export { type Message, receiveMessage } from './receive-message.ts';
/** What is sent by a request: messages, one or many, and documents and forms that are to be kept where they are refused. */
export { keepsRefused, receiveMessages, receiveUpload, type Upload } from './receive-upload.ts';
