namespace OptPolicy.Kernels.Constraints;

/// <summary>What a matcher has to do after the node that it is in: the top of a stack whose rest is shared. Interned by its machine, so equal stacks are the same object.</summary>
/// <param name="Id">Number within the machine.</param>
/// <param name="Node">A sequence or a repeat that is under way.</param>
/// <param name="First">The next child of a sequence; the fewest repetitions still to come of a repeat.</param>
/// <param name="Second">The most repetitions still to come of a repeat.</param>
/// <param name="Depth">Levels of nesting at <paramref name="Node"/>.</param>
/// <param name="Next">The rest of the stack.</param>
internal sealed record Continuation(int Id, GrammarNode Node, int First, int Second, int Depth, Continuation? Next)
{
    public bool Equals(Continuation? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Id;
}

/// <summary>One way in which a matcher can be in the middle of a grammar.</summary>
/// <param name="Leaf">The literal or set that comes next.</param>
/// <param name="Offset">Bytes of a literal that were matched.</param>
/// <param name="Rest">What follows.</param>
internal readonly record struct GrammarThread(GrammarNode Leaf, int Offset, Continuation? Rest)
{
    public bool Accepts(byte value) => Leaf.Kind == GrammarNodeKind.Literal ? Leaf.Bytes[Offset] == value : Leaf.Set.Contains(value);
}
