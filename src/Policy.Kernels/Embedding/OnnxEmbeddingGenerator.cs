using System.Buffers;
using Microsoft.Extensions.AI;
using OptPolicy.Kernels.Devices;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Kernels.Embedding;

/// <summary>
/// Embeds texts with a BERT-style encoder in this process. Vectors have length 1. A text's vector does not depend on the texts
/// that are embedded with it, to the bit. Thread-safe; concurrent calls share the weights.
/// </summary>
public sealed class OnnxEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>The provider's name in <see cref="EmbeddingGeneratorMetadata"/>.</summary>
    public const string ProviderName = "optpolicy.onnx";

    /// <summary>The key of <see cref="UsageDetails.AdditionalCounts"/> that counts texts longer than the model's limit.</summary>
    public const string TruncatedTexts = "optpolicy.truncated_texts";

    private readonly EncoderSession _session;
    private readonly Tokenizer _tokenizer;
    private readonly TextTokens _tokens;
    private readonly OnnxEmbeddingOptions _options;
    private readonly EmbeddingGeneratorMetadata _metadata;
    private readonly Lazy<bool> _batches;

    private OnnxEmbeddingGenerator(EncoderFolder folder, EncoderSession session, Tokenizer tokenizer, OnnxEmbeddingOptions options)
    {
        _session = session;
        _tokenizer = tokenizer;
        _options = options;
        _tokens = new TextTokens(tokenizer, Math.Min(options.MaxTokens ?? session.Spec.MaxTokens, session.Spec.MaxTokens));
        _metadata = new EmbeddingGeneratorMetadata(
            ProviderName, providerUri: null, options.ModelId ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder.Path))), session.Spec.Dimensions);
        _batches = new Lazy<bool>(() => BatchInvariance.Holds(session, _tokens.Limit, options.BatchTokens));
        Fingerprint = EncoderFingerprint.Of(folder, session.Spec, tokenizer.Fingerprint, _tokens.Limit);
    }

    /// <summary>Hash of everything that decides vectors: weights, graph, tokenizer, pooling and limit. Vectors of different fingerprints must not be compared.</summary>
    public string Fingerprint { get; }

    /// <summary>Components of a vector.</summary>
    public int Dimensions => _session.Spec.Dimensions;

    /// <summary>Tokens after which a text is cut off, special tokens included.</summary>
    public int MaxTokens => _tokens.Limit;

    /// <summary>Whether texts of the same number of tokens run in one call: they do where that leaves every bit as it is. Tried on the loaded model when first asked.</summary>
    public bool Batches => _batches.Value;

    /// <summary>The device that runs the model, and why not an earlier one.</summary>
    public DeviceSelection Device => _session.Device;

    /// <summary>Opens an encoder. Reads its weights once for <see cref="Fingerprint"/>.</summary>
    /// <param name="folder">A folder of our own, or one exported by Optimum or Sentence Transformers, with its <c>tokenizer.json</c>.</param>
    /// <param name="options">How it runs.</param>
    /// <exception cref="LocalModelException">The model or its tokenizer cannot be used, or no device of a strict request runs it.</exception>
    public static OnnxEmbeddingGenerator Open(string folder, OnnxEmbeddingOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new OnnxEmbeddingOptions();
        if (options.MaxTokens is { } limit)
            ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1, nameof(options));
        var encoder = EncoderExport.Open(folder);
        if (encoder.Spec.Labels.Count > 0)
            throw new LocalModelException($"'{folder}' holds a classifier, which gives no vectors. Open it with {nameof(OnnxTextClassifier)}.");
        var tokenizer = TokenizerFile.Load(folder);
        if (tokenizer.VocabularySize > encoder.Spec.VocabularySize)
            throw new LocalModelException($"The tokenizer of '{folder}' has {tokenizer.VocabularySize} tokens and the model {encoder.Spec.VocabularySize}: they do not belong together.");
        var session = EncoderSession.Open(encoder, options);
        try
        {
            return new OnnxEmbeddingGenerator(encoder, session, tokenizer, options);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Embeds one text on the calling thread.</summary>
    /// <param name="text">The text; cut off at <see cref="MaxTokens"/>.</param>
    /// <param name="vector">Receives <see cref="Dimensions"/> components.</param>
    /// <param name="cancellationToken">Stops between operators.</param>
    /// <returns>Tokens of the text that were read, special tokens included.</returns>
    public int Generate(string text, Span<float> vector, CancellationToken cancellationToken = default)
    {
        var (ids, _) = _tokens.Encode(text);
        _session.Run(ids, 1, vector[..Dimensions], cancellationToken);
        return ids.Length;
    }

    /// <inheritdoc/>
    /// <remarks>Runs on the thread pool. Texts of the same number of tokens run together where the device's kernels keep their bits, else one by one.</remarks>
    /// <exception cref="NotSupportedException"><paramref name="options"/> asks for another number of dimensions.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (options?.Dimensions is { } dimensions && dimensions != Dimensions)
            throw new NotSupportedException($"The model '{_metadata.DefaultModelId}' gives {Dimensions} dimensions, not {dimensions}.");
        string[] texts = [.. values];
        return await Task.Run(() => Generate(texts, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        return serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(Device) ? Device
            : serviceType.IsInstanceOfType(_tokenizer) ? _tokenizer
            : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private GeneratedEmbeddings<Embedding<float>> Generate(string[] texts, CancellationToken cancellationToken)
    {
        var encoded = new long[texts.Length][];
        long cut = 0, tokens = 0;
        for (var i = 0; i < texts.Length; i++)
        {
            (encoded[i], var isCut) = _tokens.Encode(texts[i]);
            cut += isCut ? 1 : 0;
            tokens += encoded[i].Length;
        }

        var vectors = new Embedding<float>[texts.Length];
        foreach (var sameLength in Enumerable.Range(0, texts.Length).GroupBy(i => encoded[i].Length))
        {
            var rows = sameLength.Key == 1 || sameLength.Skip(1).Any() && !Batches ? 1 : Math.Max(1, _options.BatchTokens / sameLength.Key);
            foreach (var batch in sameLength.Chunk(rows))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Run(batch, encoded, vectors, cancellationToken);
            }
        }

        var usage = new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens };
        if (cut > 0)
            usage.AdditionalCounts = new() { [TruncatedTexts] = cut };
        return new GeneratedEmbeddings<Embedding<float>>(vectors) { Usage = usage };
    }

    private void Run(int[] batch, long[][] encoded, Embedding<float>[] vectors, CancellationToken cancellationToken)
    {
        var length = encoded[batch[0]].Length;
        var ids = ArrayPool<long>.Shared.Rent(batch.Length * length);
        var output = new float[batch.Length * Dimensions];
        try
        {
            for (var row = 0; row < batch.Length; row++)
                encoded[batch[row]].CopyTo(ids, row * length);
            _session.Run(ids.AsMemory(0, batch.Length * length), batch.Length, output, cancellationToken);
        }
        finally
        {
            ArrayPool<long>.Shared.Return(ids);
        }

        var now = _options.TimeProvider.GetUtcNow();
        for (var row = 0; row < batch.Length; row++)
            vectors[batch[row]] = new Embedding<float>(output.AsMemory(row * Dimensions, Dimensions)) { CreatedAt = now, ModelId = _metadata.DefaultModelId };
    }
}
