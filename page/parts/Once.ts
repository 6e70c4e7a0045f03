import { Component } from 'preact';

/** Draws again only when a property is another one: a list of thousands changes at one place. */
export abstract class Once<P> extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
        const before = this.props as Record<string, unknown>;
        const after = next as Record<string, unknown>;
        return Object.keys(after).some((key) => key !== 'children' && after[key] !== before[key]);
    }
}
