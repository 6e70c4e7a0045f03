/** Those who can say from memory how things are, each for what is its own. */
export class Answerers<Question extends unknown[], Answer> {
    private readonly all = new Set<(...question: Question) => Answer | undefined>();

    /** Takes one in. Returns what ends it. */
    add(answer: (...question: Question) => Answer | undefined): () => void {
        // Its own function for each, so that one who comes twice may go once.
        const own = (...question: Question): Answer | undefined => answer(...question);
        this.all.add(own);
        return () => this.all.delete(own);
    }

    get size(): number {
        return this.all.size;
    }

    /** What each of them says, of those that have something to say. */
    ask(...question: Question): Answer[] {
        return [...this.all].flatMap((answer) => answer(...question) ?? []);
    }
}
