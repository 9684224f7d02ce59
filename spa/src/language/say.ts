// Before any sentence: which language it is said in.
import './language';

export * as m from './paraglide/messages';
