/** What needs somebody's attention: told once, and once that it is over. */
export { markSchema, type Mark } from './marks';
export { type Attention, type Manner, titleOf } from './message';
export { CALM_MS, JOINS_MS, RELAPSE_MS } from './rules';
export { isOfHouse, topicOf } from './topics';
export { type AttentionOptions, AttentionWatch, SETTLES_MS } from './watch';
