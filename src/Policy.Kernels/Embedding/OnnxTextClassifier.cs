using System.Numerics.Tensors;
using OptPolicy.Kernels.Devices;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Kernels.Embedding;

/// <summary>
/// Tells classes of texts, or of pairs of texts read together (a cross-encoder), apart with a BERT-style encoder in this process.
/// Every row runs by itself, so what a row is given does not depend on others. Thread-safe; concurrent calls share the weights.
/// </summary>
public sealed class OnnxTextClassifier : IDisposable
{
    private readonly EncoderSession _session;
    private readonly TextPairTokens _tokens;

    private OnnxTextClassifier(EncoderFolder folder, EncoderSession session, Tokenizer tokenizer, OnnxEmbeddingOptions options)
    {
        _session = session;
        _tokens = new TextPairTokens(tokenizer, Math.Min(options.MaxTokens ?? session.Spec.MaxTokens, session.Spec.MaxTokens));
        Fingerprint = EncoderFingerprint.Of(folder, session.Spec, tokenizer.Fingerprint, _tokens.Limit);
    }

    /// <summary>The classes' names, in the order of what <see cref="Classify(string)"/> gives.</summary>
    public IReadOnlyList<string> Labels => _session.Spec.Labels;

    /// <summary>Hash of everything that decides probabilities: weights, graph, tokenizer and limit.</summary>
    public string Fingerprint { get; }

    /// <summary>Tokens after which a row is cut off, special tokens included.</summary>
    public int MaxTokens => _tokens.Limit;

    /// <summary>The device that runs the model, and why not an earlier one.</summary>
    public DeviceSelection Device => _session.Device;

    /// <summary>Opens a classifier. Reads its weights once for <see cref="Fingerprint"/>.</summary>
    /// <param name="folder">A converted folder with its <c>tokenizer.json</c>.</param>
    /// <param name="options">How it runs; batching does not apply.</param>
    /// <exception cref="LocalModelException">The folder holds no classifier or its files do not belong together, or no device of a strict request runs it.</exception>
    public static OnnxTextClassifier Open(string folder, OnnxEmbeddingOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new OnnxEmbeddingOptions();
        if (options.MaxTokens is { } limit)
            ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1, nameof(options));
        var encoder = EncoderFolder.Open(folder);
        if (encoder.Spec.Labels.Count == 0)
            throw new LocalModelException($"'{folder}' holds an encoder that gives vectors, not a classifier. Open it with {nameof(OnnxEmbeddingGenerator)}.");
        var tokenizer = TokenizerFile.Load(folder);
        if (tokenizer.VocabularySize > encoder.Spec.VocabularySize)
            throw new LocalModelException($"The tokenizer of '{folder}' has {tokenizer.VocabularySize} tokens and the model {encoder.Spec.VocabularySize}: they do not belong together.");
        var session = EncoderSession.Open(encoder, options);
        try
        {
            return new OnnxTextClassifier(encoder, session, tokenizer, options);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The classes of a text and how likely each is, on the calling thread.</summary>
    /// <param name="text">The text; cut off at <see cref="MaxTokens"/>.</param>
    public IReadOnlyList<ClassLikelihood> Classify(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Likelihoods(_tokens.Encode(text), CancellationToken.None);
    }

    /// <summary>The classes of two texts read together and how likely each is, on the calling thread.</summary>
    /// <param name="first">The first text.</param>
    /// <param name="second">The second text. What is too long together loses the longer text's end first.</param>
    /// <param name="cancellationToken">Stops between operators.</param>
    public IReadOnlyList<ClassLikelihood> Classify(string first, string second, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return Likelihoods(_tokens.Encode(first, second), cancellationToken);
    }

    /// <summary>How likely one class of a pair is, 0 to 1.</summary>
    /// <param name="first">The first text.</param>
    /// <param name="second">The second text.</param>
    /// <param name="label">One of <see cref="Labels"/>.</param>
    /// <param name="cancellationToken">Stops between operators.</param>
    /// <exception cref="ArgumentException">There is no such class.</exception>
    public double Probability(string first, string second, string label, CancellationToken cancellationToken = default)
    {
        foreach (var likelihood in Classify(first, second, cancellationToken))
        {
            if (likelihood.Label == label)
                return likelihood.Probability;
        }

        throw new ArgumentException($"The classifier has no class '{label}'; it has {string.Join(", ", Labels)}.", nameof(label));
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private ClassLikelihood[] Likelihoods((long[] Ids, int SecondStart) row, CancellationToken cancellationToken)
    {
        var types = TextPairTypes.Of(row.Ids, row.SecondStart, _session.Spec.TokenTypes);
        Span<float> logits = Labels.Count <= 64 ? stackalloc float[Labels.Count] : new float[Labels.Count];
        _session.RunRow(row.Ids, types, logits, cancellationToken);
        TensorPrimitives.SoftMax(logits, logits);
        var likelihoods = new ClassLikelihood[Labels.Count];
        for (var i = 0; i < likelihoods.Length; i++)
            likelihoods[i] = new ClassLikelihood(Labels[i], logits[i]);
        return likelihoods;
    }
}
