namespace OptPolicy.Kernels.Constraints;

/// <summary>
/// Matches a grammar byte by byte: a pushdown automaton whose reachable states are built when first needed and shared by all generations. Thread-safe.
/// </summary>
/// <remarks>Ambiguity is followed in parallel, as in a generalised LL parser; stacks are shared lists, so a state is a small set of pointers.</remarks>
internal sealed class GrammarMachine
{
    private const int MaxStates = 8192;

    private readonly Lock _lock = new();
    private readonly Grammar _grammar;
    private readonly Dictionary<StateKey, GrammarState> _states = [];
    private readonly Dictionary<(int Node, int First, int Second, int Depth, int Next), Continuation> _continuations = [];
    private int _continuationCount;

    public GrammarMachine(Grammar grammar)
    {
        _grammar = grammar;
        lock (_lock)
            Start = Close(closure => closure.Enter(grammar.Root, rest: null, depth: 0));
    }

    /// <summary>Before the first byte.</summary>
    public GrammarState Start { get; }

    public GrammarState Step(GrammarState state, byte value)
    {
        lock (_lock)
        {
            return Close(closure =>
            {
                foreach (var thread in state.Threads)
                {
                    if (!thread.Accepts(value))
                        continue;
                    if (thread.Leaf.Kind == GrammarNodeKind.Literal && thread.Offset + 1 < thread.Leaf.Bytes.Length)
                        closure.Add(thread with { Offset = thread.Offset + 1 });
                    else
                        closure.Resume(thread.Rest);
                }
            });
        }
    }

    /// <summary>
    /// The state with every count beyond <paramref name="bytes"/> rounded to it or to no bound: no text of at most that many bytes tells the two apart,
    /// so that long counted strings need few masks.
    /// </summary>
    public GrammarState WithinReach(GrammarState state, int bytes)
    {
        if (!Array.Exists(state.Threads, thread => HasFarCount(thread.Rest, bytes)))
            return state;

        lock (_lock)
        {
            var closure = new GrammarClosure(this, _grammar.MaxDepth) { IsAccepting = state.IsAccepting };
            foreach (var thread in state.Threads)
                closure.Add(thread with { Rest = Rounded(thread.Rest, bytes) });
            return Intern(closure);
        }
    }

    public Continuation Push(GrammarNode node, int first, int second, int depth, Continuation? next)
    {
        var key = (node.Id, first, second, depth, next?.Id ?? -1);
        if (!_continuations.TryGetValue(key, out var continuation))
        {
            continuation = new(_continuationCount++, node, first, second, depth, next);
            _continuations.Add(key, continuation);
        }

        return continuation;
    }

    private static bool HasFarCount(Continuation? rest, int bytes)
    {
        for (; rest is not null; rest = rest.Next)
        {
            if (rest.Node.Kind == GrammarNodeKind.Repeat && (rest.First > bytes || (rest.Second >= bytes && rest.Second != int.MaxValue)))
                return true;
        }

        return false;
    }

    private Continuation? Rounded(Continuation? rest, int bytes)
    {
        if (rest is null)
            return null;
        var next = Rounded(rest.Next, bytes);
        return rest.Node.Kind == GrammarNodeKind.Repeat
            ? Push(rest.Node, Math.Min(rest.First, bytes), rest.Second >= bytes ? int.MaxValue : rest.Second, rest.Depth, next)
            : Push(rest.Node, rest.First, rest.Second, rest.Depth, next);
    }

    private GrammarState Close(Action<GrammarClosure> collect)
    {
        var closure = new GrammarClosure(this, _grammar.MaxDepth);
        try
        {
            collect(closure);
        }
        catch (InsufficientExecutionStackException error)
        {
            throw new GrammarException("The schema has thousands of optional parts in a row. Make some of them required, or divide the schema.", error);
        }

        return Intern(closure);
    }

    private GrammarState Intern(GrammarClosure closure)
    {
        var key = new StateKey(closure.Threads(), closure.IsAccepting);
        if (_states.TryGetValue(key, out var known))
            return known;

        if (_states.Count >= MaxStates)
            Forget();
        var state = new GrammarState(this, key.Threads, key.IsAccepting);
        _states.Add(key, state);
        return state;
    }

    // Deep documents have states without end. Generations that hold a state go on from it; equal states built later are other objects, which costs time only.
    public void Forget()
    {
        lock (_lock)
        {
            foreach (var state in _states.Values)
                state.Forget();
            _states.Clear();
            _continuations.Clear();
        }
    }

    private readonly struct StateKey(GrammarThread[] threads, bool isAccepting) : IEquatable<StateKey>
    {
        public GrammarThread[] Threads { get; } = threads;

        public bool IsAccepting { get; } = isAccepting;

        public bool Equals(StateKey other) => IsAccepting == other.IsAccepting && Threads.AsSpan().SequenceEqual(other.Threads);

        public override bool Equals(object? obj) => obj is StateKey other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach (var thread in Threads)
            {
                hash.Add(thread.Leaf.Id);
                hash.Add(thread.Offset);
                hash.Add(thread.Rest?.Id ?? -1);
            }

            return hash.ToHashCode();
        }
    }
}
