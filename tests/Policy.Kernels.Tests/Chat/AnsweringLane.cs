using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Kernels.Tests.Chat;

/// <summary>A model that knows its lines: the most probable continuation of a prompt is what a script says.</summary>
internal sealed class AnsweringLane(DecoderSpec spec, Tokenizer tokenizer, Func<string, string> script, float certainty) : DecoderLane
{
    private const string AnswerStart = "Assistant:";

    private readonly List<int> _tokens = [];

    public override DecoderSpec Spec { get; } = spec;

    public override ReadOnlySpan<int> Tokens => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_tokens);

    public override int Capacity => Spec.ContextTokens;

    public override ReadOnlySpan<float> Hidden => [];

    /// <summary>Runs before each call.</summary>
    public Action? OnForward { get; init; }

    public override Span<float> Forward(ReadOnlySpan<int> tokens, int logitRows, CancellationToken cancellationToken)
    {
        OnForward?.Invoke();
        cancellationToken.ThrowIfCancellationRequested();
        var logits = new float[logitRows * Spec.VocabularySize];
        for (var i = 0; i < tokens.Length; i++)
        {
            _tokens.Add(tokens[i]);
            if (i >= tokens.Length - logitRows)
                logits[((i - (tokens.Length - logitRows)) * Spec.VocabularySize) + Next()] = certainty;
        }

        return logits;
    }

    public override void Truncate(int length) => _tokens.RemoveRange(length, _tokens.Count - length);

    protected override void Dispose(bool disposing)
    {
    }

    private int Next()
    {
        var mark = tokenizer.Encode(AnswerStart);
        var start = Tokens.LastIndexOf(mark) + mark.Length;
        var lines = tokenizer.Encode(script(tokenizer.Decode(Tokens[..start])));
        return _tokens.Count - start < lines.Length ? lines[_tokens.Count - start] : Spec.EndTokens[0];
    }
}
