using System.Runtime.InteropServices;

namespace OptPolicy.Kernels.Speculation;

/// <summary>
/// The suffix automaton of a token sequence, built online (Blumer et al., Theoretical Computer Science 40, 1985): at most two states and
/// three transitions a token, amortised constant time a token. Readers may walk it concurrently while nobody appends.
/// </summary>
internal sealed class SuffixAutomaton
{
    /// <summary>The state of the empty string.</summary>
    public const int Root = 0;

    private const int None = -1;

    // Ancestors beyond this keep an older occurrence: "aaaa…" would otherwise cost a walk over the whole chain each token.
    private const int MaxRefreshed = 8;

    private readonly List<State> _states = [];
    private readonly Dictionary<(int State, int Token), int> _transitions = [];

    // Copies of a state need its transitions; each list is a chain through this pool.
    private readonly List<Edge> _edges = [];
    private readonly List<int> _tokens = [];
    private int _last;

    public SuffixAutomaton() => Clear();

    /// <summary>The sequence.</summary>
    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(_tokens);

    /// <summary>The longest suffix of the sequence that also occurs earlier, and where its most recent earlier occurrence ends (index after it).</summary>
    public (int Length, int End) Repeat { get; private set; }

    /// <summary>Forgets the sequence but keeps the memory.</summary>
    public void Clear()
    {
        _states.Clear();
        _transitions.Clear();
        _edges.Clear();
        _tokens.Clear();
        _states.Add(new State(0, None, 0, None));
        _last = Root;
        Repeat = default;
    }

    public void Append(int token)
    {
        _tokens.Add(token);
        var end = _tokens.Count;
        var created = Add(new State(end, Root, end, None));
        var state = _last;
        for (; state != None && !_transitions.ContainsKey((state, token)); state = _states[state].Link)
            Connect(state, token, created);
        if (state != None)
        {
            // First the successor: it may add a state, which moves the array that At points into.
            var suffix = Successor(state, token);
            At(created).Link = suffix;
        }

        _last = created;
        NoteRepeat(_states[created].Link, end);
    }

    /// <summary>Takes one more token of another sequence: keeps its longest suffix that occurs here.</summary>
    public void Walk(ref int state, ref int length, int token)
    {
        int next;
        while (!_transitions.TryGetValue((state, token), out next))
        {
            if (state == Root)
            {
                length = 0;
                return;
            }

            state = _states[state].Link;
            length = _states[state].Length;
        }

        state = next;
        length++;
    }

    /// <summary>Where an occurrence of the state's strings ends (index after it).</summary>
    public int EndOf(int state) => _states[state].End;

    private ref State At(int state) => ref CollectionsMarshal.AsSpan(_states)[state];

    private int Add(State state)
    {
        _states.Add(state);
        return _states.Count - 1;
    }

    private void Connect(int state, int token, int target)
    {
        _transitions[(state, token)] = target;
        _edges.Add(new Edge(token, At(state).FirstEdge));
        At(state).FirstEdge = _edges.Count - 1;
    }

    // The state of the longest proper suffix: split off when its state also holds longer strings that do not end here.
    private int Successor(int state, int token)
    {
        var target = _transitions[(state, token)];
        if (_states[state].Length + 1 == _states[target].Length)
            return target;
        var copy = Add(new State(_states[state].Length + 1, _states[target].Link, _states[target].End, None));
        for (var edge = _states[target].FirstEdge; edge != None; edge = _edges[edge].Next)
            Connect(copy, _edges[edge].Token, _transitions[(target, _edges[edge].Token)]);
        for (; state != None && _transitions.TryGetValue((state, token), out var current) && current == target; state = _states[state].Link)
            _transitions[(state, token)] = copy;
        At(target).Link = copy;
        return copy;
    }

    private void NoteRepeat(int state, int end)
    {
        Repeat = (_states[state].Length, _states[state].End);
        for (var i = 0; i < MaxRefreshed && state > Root; i++)
        {
            At(state).End = end;
            state = _states[state].Link;
        }
    }

    private record struct State(int Length, int Link, int End, int FirstEdge);

    private readonly record struct Edge(int Token, int Next);
}
