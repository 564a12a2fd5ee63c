using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Tests.Decoding;

/// <summary>A model whose logits are a hash of the last few tokens: deterministic, exact in every width, and as repetitive as its order is short.</summary>
internal sealed class ScriptedLane : DecoderLane
{
    private readonly int _order;
    private readonly int _seed;
    private readonly float _scale;
    private readonly int _hiddenWidth;
    private readonly List<int> _tokens = [];
    private float[] _logits = [];
    private float[] _hidden = [];

    public ScriptedLane(int vocabulary = 48, int order = 2, int seed = 1, int context = 512, float scale = 4, IReadOnlyList<int>? endTokens = null, int hiddenWidth = 0)
    {
        _order = order;
        _seed = seed;
        _scale = scale;
        _hiddenWidth = hiddenWidth;
        Spec = new DecoderSpec
        {
            Architecture = "scripted",
            Layers = 1,
            KeyValueHeads = 1,
            HeadDimension = 1,
            HiddenSize = 1,
            VocabularySize = vocabulary,
            ContextTokens = context,
            EndTokens = endTokens ?? [],
            Bindings = new DecoderBindings { LogitPositions = "logit_positions", HiddenWidth = hiddenWidth },
        };
    }

    public override DecoderSpec Spec { get; }

    public override ReadOnlySpan<int> Tokens => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_tokens);

    public override int Capacity => Spec.ContextTokens;

    public override ReadOnlySpan<float> Hidden => _hidden;

    /// <summary>The width of every call so far.</summary>
    public List<int> Widths { get; } = new(4096);

    /// <summary>Adds this to logits of calls wider than one: a model that is not exact.</summary>
    public float WideError { get; init; }

    /// <summary>Bits of the logits that each position of the sequence had when it was last computed.</summary>
    public Dictionary<int, float[]>? Seen { get; init; }

    public override Span<float> Forward(ReadOnlySpan<int> tokens, int logitRows, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (tokens.IsEmpty || _tokens.Count + tokens.Length > Capacity || logitRows < 1 || logitRows > tokens.Length)
            throw new ArgumentException("The call does not fit.", nameof(tokens));
        Widths.Add(tokens.Length);
        if (_logits.Length < logitRows * Spec.VocabularySize)
            _logits = new float[(logitRows + 16) * Spec.VocabularySize];
        if (_hiddenWidth > 0)
            _hidden = new float[tokens.Length * _hiddenWidth];
        for (var i = 0; i < tokens.Length; i++)
        {
            _tokens.Add(tokens[i]);
            if (_hiddenWidth > 0)
                _hidden.AsSpan(i * _hiddenWidth, _hiddenWidth).Fill(_tokens.Count - 1);
            var row = i - (tokens.Length - logitRows);
            if (row < 0)
                continue;
            var logits = _logits.AsSpan(row * Spec.VocabularySize, Spec.VocabularySize);
            Fill(logits, tokens.Length > 1 ? WideError : 0);
            Seen?[_tokens.Count - 1] = logits.ToArray();
        }

        return _logits.AsSpan(0, logitRows * Spec.VocabularySize);
    }

    public override void Truncate(int length)
    {
        if (length > _tokens.Count)
            throw new ArgumentOutOfRangeException(nameof(length));
        _tokens.RemoveRange(length, _tokens.Count - length);
    }

    protected override void Dispose(bool disposing)
    {
    }

    private void Fill(Span<float> logits, float error)
    {
        var state = (uint)_seed * 2654435761u;
        for (var i = Math.Max(0, _tokens.Count - _order); i < _tokens.Count; i++)
            state = Mix(state ^ (uint)(_tokens[i] + 1));
        for (var token = 0; token < logits.Length; token++)
            logits[token] = (Mix(state + (uint)token) >> 8) / (float)(1 << 24) * _scale + (error * (token & 1));
    }

    private static uint Mix(uint x)
    {
        x ^= x >> 16;
        x *= 0x85EBCA6B;
        x ^= x >> 13;
        x *= 0xC2B2AE35;
        return x ^ (x >> 16);
    }
}
