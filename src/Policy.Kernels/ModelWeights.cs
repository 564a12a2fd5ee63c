using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Speculation;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Kernels;

/// <summary>What every user of the same folder on the same device shares: the weights, the tokenizer, and what was measured about them.</summary>
internal sealed class ModelWeights : IDisposable
{
    private readonly Lock _measuring = new();

    private ModelWeights(DecoderFolder folder, Tokenizer tokenizer, DecoderModel decoder)
    {
        Folder = folder;
        Tokenizer = tokenizer;
        Decoder = decoder;
    }

    public DecoderFolder Folder { get; }

    public Tokenizer Tokenizer { get; }

    public DecoderModel Decoder { get; }

    public ExactnessCertificate? Certificate { get; private set; }

    public CostModel? Costs { get; private set; }

    public static ModelWeights Open(WeightsKey key, IProgress<LoadProgress>? progress, TimeProvider time, CancellationToken cancellationToken)
    {
        progress?.Report(new(LoadStage.Configuration, key.Folder));
        var folder = DecoderFolder.Open(key.Folder);
        var tokenizer = TokenizerFile.Load(key.Folder);
        if (tokenizer.VocabularySize > folder.Spec.VocabularySize)
            throw new LocalModelException($"The tokenizer of '{key.Folder}' has ids up to {tokenizer.VocabularySize - 1}, and the model's head gives {folder.Spec.VocabularySize} logits. They belong to different models.");

        cancellationToken.ThrowIfCancellationRequested();
        progress?.Report(new(LoadStage.Weights, key.Folder));
        var decoder = DecoderModel.Open(folder.Spec, folder.GraphPath, key.Devices, key.Session);
        return new(folder, tokenizer, decoder);
    }

    /// <summary>Certifies and times the model for the first user who speculates; the others share what was found.</summary>
    public void Measure(WeightsKey key, TimeSpan budget, IProgress<LoadProgress>? progress, TimeProvider time, CancellationToken cancellationToken)
    {
        lock (_measuring)
        {
            if (Costs is not null || Decoder.Spec.Bindings is { LogitPositions: null, LogitRows: LogitRows.Last })
                return;
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(new(LoadStage.Measuring, key.Folder));
            using var lane = Decoder.CreateLane();
            Certificate = CertificateFile.ReadOrCertify(Folder.Path, Folder.GraphPath, key.Session.Threads, lane, Decoder.Device, time, cancellationToken);

            // Calls are timed as requests will run them.
            lane.RowMultiple = Certificate.RowMultiple;
            Costs = CostModel.Measure(lane, budget, time, cancellationToken);
        }
    }

    public void Dispose() => Decoder.Dispose();
}
