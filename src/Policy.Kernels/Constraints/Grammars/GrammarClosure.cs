using System.Runtime.CompilerServices;

namespace OptPolicy.Kernels.Constraints;

/// <summary>Collects the leaves that can match the next byte. Used once, under the machine's lock.</summary>
internal sealed class GrammarClosure(GrammarMachine machine, int maxDepth)
{
    private readonly HashSet<GrammarThread> _threads = [];
    private readonly HashSet<(GrammarNode Node, Continuation? After)> _entered = [];
    private readonly HashSet<Continuation> _repeated = [];

    public bool IsAccepting { get; set; }

    public void Add(GrammarThread thread) => _threads.Add(thread);

    public GrammarThread[] Threads()
    {
        var threads = _threads.ToArray();
        Array.Sort(threads, static (x, y) =>
            x.Leaf.Id != y.Leaf.Id ? x.Leaf.Id.CompareTo(y.Leaf.Id)
            : x.Offset != y.Offset ? x.Offset.CompareTo(y.Offset)
            : (x.Rest?.Id ?? -1).CompareTo(y.Rest?.Id ?? -1));
        return threads;
    }

    public void Enter(GrammarNode node, Continuation? rest, int depth)
    {
        // A node whose flattest text would pass the limit is left out here, so that no state is ever without a way to end.
        if (node.Height > maxDepth - depth)
            return;

        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (node.Kind)
        {
            case GrammarNodeKind.Literal or GrammarNodeKind.Set:
                Add(new(node, 0, rest));
                break;
            case GrammarNodeKind.Sequence:
                Continue(node, 0, rest, depth);
                break;
            case GrammarNodeKind.Choice:
                if (!_entered.Add((node, rest)))
                    break;
                foreach (var child in node.Children)
                    Enter(child, rest, depth);
                break;
            case GrammarNodeKind.Repeat:
                Repeat(node, node.Min, node.Max, rest, depth);
                break;
            case GrammarNodeKind.Nested:
                Enter(node.Children[0], rest, depth + 1);
                break;
            default:
                if (_entered.Add((node, rest)))
                    Enter(node.Children[0], rest, depth);
                break;
        }
    }

    public void Resume(Continuation? rest)
    {
        if (rest is null)
            IsAccepting = true;
        else if (rest.Node.Kind == GrammarNodeKind.Sequence)
            Continue(rest.Node, rest.First, rest.Next, rest.Depth);
        else if (_repeated.Add(rest))
            Repeat(rest.Node, rest.First, rest.Second, rest.Next, rest.Depth);
    }

    private void Continue(GrammarNode sequence, int index, Continuation? rest, int depth)
    {
        if (index == sequence.Children.Length)
            Resume(rest);
        else if (index + 1 == sequence.Children.Length)
            Enter(sequence.Children[index], rest, depth);
        else
            Enter(sequence.Children[index], machine.Push(sequence, index + 1, 0, depth, rest), depth);
    }

    private void Repeat(GrammarNode repeat, int min, int max, Continuation? rest, int depth)
    {
        if (min <= 0)
            Resume(rest);
        if (max > 0)
            Enter(repeat.Children[0], machine.Push(repeat, Math.Max(0, min - 1), max == int.MaxValue ? max : max - 1, depth, rest), depth);
    }
}
