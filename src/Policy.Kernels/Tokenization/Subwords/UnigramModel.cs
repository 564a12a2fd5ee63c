namespace OptPolicy.Kernels.Tokenization.Subwords;

/// <summary>The most probable segmentation of a unigram language model (Kudo 2018), found by Viterbi search over a prefix tree.</summary>
internal sealed class UnigramModel : SubwordModel
{
    // What an unknown character costs below the rarest entry, as in SentencePiece.
    private const double UnknownPenalty = 10;

    private readonly double[] _scores;
    private readonly int? _unknown;
    private readonly ByteTokens? _bytes;
    private readonly PrefixTree _tree = new();
    private readonly double _unknownScore;
    private readonly WordCache _cache = new();

    public UnigramModel(Vocabulary vocabulary, double[] scores, int? unknown, bool hasByteFallback)
        : base(vocabulary)
    {
        (_scores, _unknown) = (scores, unknown);
        _bytes = hasByteFallback ? new ByteTokens(vocabulary) : null;
        foreach (var (token, id) in vocabulary.Entries)
            if (token.Length > 0)
                _tree.Add(token, id);
        _unknownScore = scores.Min() - UnknownPenalty;
    }

    public override void Encode(ReadOnlySpan<char> piece, List<int> output)
    {
        if (_cache.TryGet(piece, out var known))
        {
            output.AddRange(known);
            return;
        }

        var start = output.Count;
        EncodeWord(piece, output);
        _cache.Store(piece, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(output)[start..]);
    }

    private void EncodeWord(ReadOnlySpan<char> piece, List<int> output)
    {
        var nodes = new Node[piece.Length + 1];
        Array.Fill(nodes, new Node(0, -1, -1), 1, piece.Length);
        for (int at = 0, width; at < piece.Length; at += width)
        {
            width = char.IsHighSurrogate(piece[at]) && at + 1 < piece.Length ? 2 : 1;
            var hasSingle = false;
            var state = PrefixTree.Root;
            for (var end = at; end < piece.Length && _tree.TryStep(ref state, piece[end], out var id);)
            {
                end++;
                if (id < 0)
                    continue;
                Relax(ref nodes[end], nodes[at].Score + _scores[id], at, id);
                hasSingle |= end == at + width;
            }

            if (!hasSingle)
                Relax(ref nodes[at + width], nodes[at].Score + _unknownScore, at, _unknown ?? -1);
        }

        Append(piece, nodes, output);
    }

    private static void Relax(ref Node node, double score, int start, int id)
    {
        if (node.Start < 0 || score > node.Score)
            node = new Node(score, start, id);
    }

    /// <summary>Walks back along the best path; unknown neighbours are one stretch.</summary>
    private void Append(ReadOnlySpan<char> piece, Node[] nodes, List<int> output)
    {
        var path = new Stack<(int Start, int End, int Id)>();
        for (var end = piece.Length; end > 0;)
        {
            var node = nodes[end];
            var start = node.Start;
            var isUnknown = node.Id < 0 || node.Id == _unknown;
            while (isUnknown && start > 0 && (nodes[start].Id < 0 || nodes[start].Id == _unknown))
                start = nodes[start].Start;
            path.Push((start, end, isUnknown ? -1 : node.Id));
            end = start;
        }

        foreach (var (start, end, id) in path)
        {
            var text = piece[start..end];
            var known = id >= 0 ? id : Vocabulary.Find(text);
            if (known is { } entry)
                output.Add(entry);
            else if (_bytes?.TryAppend(text, output) != true && _unknown is { } unknown)
                output.Add(unknown);
        }
    }

    private readonly record struct Node(double Score, int Start, int Id);
}
