using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using OptPolicy.Kernels.Devices;
using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Embedding;

/// <summary>A loaded encoder: token rows in, vectors of length 1 out. Thread-safe.</summary>
internal sealed class EncoderSession : IDisposable
{
    private const string TokenTypes = "token_type_ids";
    private const string SentenceEmbedding = "sentence_embedding";
    private const string TokenEmbeddings = "last_hidden_state";

    private readonly InferenceSession _session;
    private readonly string[] _inputs;
    private readonly string[] _outputs;

    private EncoderSession(EncoderSpec spec, InferenceSession session, DeviceSelection device)
    {
        Spec = spec;
        _session = session;
        Device = device;
        _inputs = [.. new[] { spec.InputIds, spec.AttentionMask, spec.TokenTypeIds }.OfType<string>()];
        _outputs = [spec.Output];
    }

    public EncoderSpec Spec { get; }

    public DeviceSelection Device { get; }

    /// <exception cref="LocalModelException">The graph cannot be loaded, or is no encoder of token ids.</exception>
    public static EncoderSession Open(EncoderFolder folder, OnnxEmbeddingOptions options)
    {
        var (session, device) = new DeviceSelector(OnnxRuntimeProviders.Load()).Open(
            options.Devices,
            () => SessionSettings.Create(new DecoderModelOptions { Threads = options.Threads, SpinsThreads = options.SpinsThreads }),
            settings => new InferenceSession(folder.GraphPath, settings),
            folder.GraphPath);
        try
        {
            return new EncoderSession(Bind(folder, session), session, device);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Embeds texts of the same number of tokens.</summary>
    /// <param name="ids">Row after row.</param>
    /// <param name="rows">How many.</param>
    /// <param name="vectors">Receives vector after vector.</param>
    /// <param name="cancellationToken">Stops the call between operators.</param>
    public void Run(Memory<long> ids, int rows, Span<float> vectors, CancellationToken cancellationToken) =>
        Run(ids, new long[Spec.TokenTypeIds is null ? 0 : ids.Length], rows, vectors, isVector: true, cancellationToken);

    /// <summary>Gives one row's output as the graph has it: the logits of a classifier.</summary>
    /// <param name="ids">The row.</param>
    /// <param name="types">What <see cref="TextPairTypes"/> says of its tokens.</param>
    /// <param name="output">Receives the output.</param>
    /// <param name="cancellationToken">Stops the call between operators.</param>
    public void RunRow(Memory<long> ids, long[] types, Span<float> output, CancellationToken cancellationToken) =>
        Run(ids, Spec.TokenTypeIds is null ? [] : types, 1, output, isVector: false, cancellationToken);

    public void Dispose() => _session.Dispose();

    private void Run(Memory<long> ids, long[] tokenTypes, int rows, Span<float> result, bool isVector, CancellationToken cancellationToken)
    {
        long[] shape = [rows, ids.Length / rows];
        var ones = new long[ids.Length];
        Array.Fill(ones, 1);
        using var options = new RunOptions();
        using var idsValue = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, ids, shape);
        using var mask = OrtValue.CreateTensorValueFromMemory(ones, shape);
        using var types = OrtValue.CreateTensorValueFromMemory(tokenTypes, Spec.TokenTypeIds is null ? [0] : shape);
        OrtValue[] values = [idsValue, .. Spec.AttentionMask is null ? (OrtValue[])[] : [mask], .. Spec.TokenTypeIds is null ? (OrtValue[])[] : [types]];
        using var cancelling = cancellationToken.Register(static state => ((RunOptions)state!).Terminate = true, options);
        try
        {
            using var outputs = _session.Run(options, _inputs, values, _outputs);
            var output = outputs[0].GetTensorDataAsSpan<float>();
            if (isVector)
                Pool(output, rows, result);
            else
                output.CopyTo(result);
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private static EncoderSpec Bind(EncoderFolder folder, InferenceSession session)
    {
        var (spec, inputs, outputs) = (folder.Spec, session.InputMetadata, session.OutputMetadata);
        spec = spec with
        {
            AttentionMask = spec.AttentionMask is { } mask && inputs.ContainsKey(mask) ? mask : null,
            TokenTypeIds = inputs.ContainsKey(spec.TokenTypeIds ?? TokenTypes) ? spec.TokenTypeIds ?? TokenTypes : null,
        };
        foreach (var (name, input) in inputs)
        {
            if (name != spec.InputIds && name != spec.AttentionMask && name != spec.TokenTypeIds)
                throw new LocalModelException($"The graph '{folder.GraphPath}' wants an input '{name}', which an encoder of text does not have.");
            if (input.ElementType != typeof(long))
                throw new LocalModelException($"The input '{name}' of '{folder.GraphPath}' is {input.ElementDataType}; only int64 is supported.");
        }

        if (!inputs.ContainsKey(spec.InputIds))
            throw new LocalModelException($"The graph '{folder.GraphPath}' has no input '{spec.InputIds}'.");
        if (!outputs.ContainsKey(spec.Output) || (spec.Pooling != EncoderPooling.InGraph && outputs.ContainsKey(SentenceEmbedding)))
        {
            spec = outputs.ContainsKey(SentenceEmbedding)
                ? spec with { Output = SentenceEmbedding, Pooling = EncoderPooling.InGraph }
                : outputs.ContainsKey(TokenEmbeddings) && spec.Pooling != EncoderPooling.InGraph
                    ? spec with { Output = TokenEmbeddings }
                    : throw new LocalModelException($"The graph '{folder.GraphPath}' gives {string.Join(", ", outputs.Keys)}; {SentenceEmbedding} or {TokenEmbeddings} is needed.");
        }

        var output = outputs[spec.Output];
        var rank = spec.Pooling == EncoderPooling.InGraph ? 2 : 3;
        var width = spec.Labels.Count > 0 ? spec.Labels.Count : spec.Dimensions;
        if (output.ElementType != typeof(float) || output.Dimensions.Length != rank || (output.Dimensions[^1] > 0 && output.Dimensions[^1] != width))
            throw new LocalModelException($"The output '{spec.Output}' of '{folder.GraphPath}' is {output.ElementDataType} [{string.Join(", ", output.Dimensions)}], not float of rank {rank} and width {width}.");
        return spec;
    }

    // Row by row in the order of tokens: what a text becomes does not depend on the rows around it.
    private void Pool(ReadOnlySpan<float> output, int rows, Span<float> vectors)
    {
        var width = Spec.Dimensions;
        for (var row = 0; row < rows; row++)
        {
            var own = output.Slice(output.Length / rows * row, output.Length / rows);
            var vector = vectors.Slice(width * row, width);
            own[..width].CopyTo(vector);
            if (Spec.Pooling == EncoderPooling.Mean)
            {
                for (var start = width; start < own.Length; start += width)
                    TensorPrimitives.Add(vector, own.Slice(start, width), vector);
            }

            var length = TensorPrimitives.Norm<float>(vector);
            if (!Spec.IsNormalized && length > 0)
                TensorPrimitives.Divide(vector, length, vector);
        }
    }
}
