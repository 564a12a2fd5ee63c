using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Checkpoints;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Weights;
using OptPolicy.Kernels.Weights.Gguf;

namespace OptPolicy.Kernels.Conversion;

/// <summary>Converts checkpoints to model folders of our own.</summary>
public static class ModelConverter
{
    /// <summary>Converts a checkpoint. The destination appears only when it is complete; a failed or cancelled conversion leaves nothing.</summary>
    /// <param name="source">A folder with config.json and safetensors, or a .gguf file.</param>
    /// <param name="destination">The folder to make; its parent must exist.</param>
    /// <param name="options">Format and traits.</param>
    /// <param name="progress">Told of every layer and every few megabytes of hashing, on the calling thread.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <exception cref="LocalModelException">The source cannot be converted, or the destination cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ConvertedModel Convert(string source, string destination, ConversionOptions options, IProgress<ConversionProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using var staged = new StagedFolder(destination, options.Overwrite);
        try
        {
            var model = File.Exists(source) ? FromGguf(source, staged.Path, options, progress, cancellationToken)
                : Directory.Exists(source) ? FromFolder(source, staged.Path, options, progress, cancellationToken)
                : throw new LocalModelException($"There is no file or folder '{source}'.");
            staged.Commit();
            return model with { Path = destination };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LocalModelException($"The model cannot be written to '{destination}': {error.Message}", error);
        }
    }

    /// <summary>Converts an EAGLE-3 draft head. The destination appears only when it is complete.</summary>
    /// <param name="head">A folder with the head's config.json and safetensors.</param>
    /// <param name="target">The checkpoint that the head drafts for: a folder or a .gguf file.</param>
    /// <param name="destination">The folder to make; its parent must exist.</param>
    /// <param name="options">The format; traits of decoders and encoders do not apply.</param>
    /// <param name="progress">Told of every few megabytes of hashing, on the calling thread.</param>
    /// <param name="cancellationToken">Checked while hashing.</param>
    /// <exception cref="LocalModelException">The head cannot be converted or belongs to another target, or the destination cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static DraftHeadFolder ConvertHead(string head, string target, string destination, ConversionOptions options, IProgress<ConversionProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using var staged = new StagedFolder(destination, options.Overwrite);
        try
        {
            using var file = File.Exists(target) ? GgufFile.Open(target) : null;
            using var targetModel = file is null ? HuggingFaceLlama.Open(target) : GgufLlama.Open(file);
            using var model = HuggingFaceEagle.Open(head, targetModel.Weights);
            var hash = SourceHash.Compute(model.Files.Files, progress, cancellationToken);
            var spec = EagleGraphBuilder.Write(model.Weights, options.Format, staged.Path) with { TargetTokens = model.TargetTokens };
            new DraftHeadManifest(DraftHeadManifest.CurrentVersion, Name(head), hash, spec).Write(staged.Path);
            staged.Commit();
            return DraftHeadFolder.Open(destination);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LocalModelException($"The head cannot be written to '{destination}': {error.Message}", error);
        }
    }

    private static ConvertedModel FromGguf(string source, string folder, ConversionOptions options, IProgress<ConversionProgress>? progress, CancellationToken cancellationToken)
    {
        using var file = GgufFile.Open(source);
        using var model = GgufLlama.Open(file);
        var hasTokenizer = GgufTokenizer.Read(file) is { } tokenizer && GgufTokenizerFile.TryWrite(tokenizer, folder);
        if (!hasTokenizer)
            hasTokenizer = TokenizerAssets.Copy(Path.GetDirectoryName(Path.GetFullPath(source))!, folder);
        return Decoder(model, source, folder, options, progress, cancellationToken) with { HasTokenizer = hasTokenizer };
    }

    private static ConvertedModel FromFolder(string source, string folder, ConversionOptions options, IProgress<ConversionProgress>? progress, CancellationToken cancellationToken)
    {
        var config = JsonFile.Read(Path.Combine(source, "config.json"));
        var hasTokenizer = TokenizerAssets.Copy(source, folder);
        if (HuggingFaceEagle.Recognizes(config))
            throw new LocalModelException($"'{source}' holds a draft head, which is converted together with the model that it drafts for.");
        if (HuggingFaceBert.Recognizes(config))
            return Encoder(source, folder, options, progress, cancellationToken) with { HasTokenizer = hasTokenizer };

        using var model = HuggingFaceLlama.Open(source);
        return Decoder(model, source, folder, options, progress, cancellationToken) with { HasTokenizer = hasTokenizer };
    }

    private static ConvertedModel Decoder(LlamaSource model, string source, string folder, ConversionOptions options, IProgress<ConversionProgress>? progress, CancellationToken cancellationToken)
    {
        var hash = SourceHash.Compute(model.Files.Files, progress, cancellationToken);
        var shape = model.Weights.Shape;
        var weights = model.Weights with { Shape = shape with { ContextTokens = Math.Min(shape.ContextTokens, options.ContextTokens ?? int.MaxValue) } };
        var graph = new LlamaGraphOptions { Format = options.Format, CanonicalAttention = options.CanonicalAttention, HiddenOutputs = options.HiddenOutputs };
        var spec = LlamaGraphBuilder.Write(weights, graph, folder, Layers(progress, shape.Layers), cancellationToken) with
        {
            BeginToken = model.BeginToken,
            EndTokens = model.EndTokens,
        };
        new DecoderManifest(DecoderManifest.CurrentVersion, Name(source), hash, spec).Write(folder);
        return new ConvertedModel(folder, spec, null, hash, false);
    }

    private static ConvertedModel Encoder(string source, string folder, ConversionOptions options, IProgress<ConversionProgress>? progress, CancellationToken cancellationToken)
    {
        using var model = HuggingFaceBert.Open(source);
        var hash = SourceHash.Compute(model.Files.Files, progress, cancellationToken);
        var graph = new BertGraphOptions { Format = options.Format, Pooling = options.Pooling ?? model.Pooling };
        var spec = BertGraphBuilder.Write(model.Weights, graph, folder, Layers(progress, model.Weights.Shape.Layers), cancellationToken) with
        {
            MaxTokens = Math.Min(model.MaxTokens, model.Weights.Shape.Positions - model.Weights.Shape.FirstPosition),
        };
        new EncoderManifest(EncoderManifest.CurrentVersion, Name(source), hash, spec).Write(folder);
        return new ConvertedModel(folder, null, spec, hash, false);
    }

    private static Action<int>? Layers(IProgress<ConversionProgress>? progress, int layers) =>
        progress is null ? null : done => progress.Report(new ConversionProgress("writing layers", done, layers));

    private static string Name(string source) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(source)));
}
