/** A text of a catalogue; see `say.ts`. */
export type Text = string | { readonly by?: string; readonly one: string; readonly other: string };
