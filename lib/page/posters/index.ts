/** Posters. */
export { Posters, type PostersOptions } from './posters';
