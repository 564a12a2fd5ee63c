namespace OptPolicy.Kernels.Constraints;

/// <summary>All the ways in which the text so far can be in the middle of the grammar: one state of the lazily built automaton. Thread-safe.</summary>
internal sealed class GrammarState(GrammarMachine machine, GrammarThread[] threads, bool isAccepting)
{
    private readonly GrammarState?[] _next = new GrammarState?[256];
    private ForcedTokens? _forced;
    private ulong[]? _mask;

    public GrammarThread[] Threads { get; } = threads;

    /// <summary>Whether the text so far is complete.</summary>
    public bool IsAccepting { get; } = isAccepting;

    /// <summary>Whether no text of the grammar starts with the text so far.</summary>
    public bool IsDead => Threads.Length == 0 && !IsAccepting;

    /// <summary>The tokens that may come next, end tokens aside; <see langword="null"/> until computed.</summary>
    public ulong[]? Mask
    {
        get => Volatile.Read(ref _mask);
        set => Volatile.Write(ref _mask, value);
    }

    /// <summary>The tokens that must come next; <see langword="null"/> until computed.</summary>
    public ForcedTokens? Forced
    {
        get => Volatile.Read(ref _forced);
        set => Volatile.Write(ref _forced, value);
    }

    public GrammarState Next(byte value) => Volatile.Read(ref _next[value]) ?? (_next[value] = machine.Step(this, value));

    /// <summary>The only byte that may come next; -1 when there are none or several, or the text may end here.</summary>
    public int OnlyByte()
    {
        if (IsAccepting || IsDead)
            return -1;

        var set = default(ByteSet);
        foreach (var thread in Threads)
            set |= thread.Leaf.Kind == GrammarNodeKind.Literal ? ByteSet.Of(thread.Leaf.Bytes[thread.Offset]) : thread.Leaf.Set;
        return set.Count == 1 ? set.First() : -1;
    }

    public void Forget()
    {
        Array.Clear(_next);
        Mask = null;
    }
}

/// <summary>Tokens that must come next.</summary>
/// <param name="Tokens">The tokens; empty when there is a choice.</param>
internal sealed record ForcedTokens(int[] Tokens)
{
    public static ForcedTokens None { get; } = new([]);
}
