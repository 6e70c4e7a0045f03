/**
 * Which of several verifiers on one server looks after which request: the one that was last told of it, else the first
 * that meets it. So a flow with a verifier in each lane checks every request once.
 */
export class Claims {
    private readonly owners = new Map<string, object>();

    /** Makes `owner` the one, whoever it was before. */
    take(requestId: string, owner: object): void {
        this.owners.set(requestId, owner);
    }

    /** Whether the request is this owner's; it becomes so when it is nobody's. */
    isOwn(requestId: string, owner: object): boolean {
        const current = this.owners.get(requestId) ?? owner;
        this.owners.set(requestId, current);
        return current === owner;
    }

    /** As `isOwn`, without taking what is nobody's. */
    owns(requestId: string, owner: object): boolean {
        return this.owners.get(requestId) === owner;
    }

    /** Forgets a request that is closed. */
    drop(requestId: string): void {
        this.owners.delete(requestId);
    }

    /** Gives up all of an owner's requests to the others. */
    release(owner: object): void {
        for (const [requestId, current] of this.owners) if (current === owner) this.owners.delete(requestId);
    }
}
