using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Speculation;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Kernels;

/// <summary>What every user of the same folder on the same device shares: the weights, the tokenizer, and what was measured about them.</summary>
internal sealed class ModelWeights : IDisposable
{
    private ModelWeights(DecoderFolder folder, Tokenizer tokenizer, DecoderModel decoder, (ExactnessCertificate? Certificate, CostModel? Costs) measured)
    {
        Folder = folder;
        Tokenizer = tokenizer;
        Decoder = decoder;
        (Certificate, Costs) = measured;
    }

    public DecoderFolder Folder { get; }

    public Tokenizer Tokenizer { get; }

    public DecoderModel Decoder { get; }

    public ExactnessCertificate? Certificate { get; }

    public CostModel? Costs { get; }

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
        try
        {
            return new(folder, tokenizer, decoder, Measure(decoder, folder, key, progress, time, cancellationToken));
        }
        catch
        {
            decoder.Dispose();
            throw;
        }
    }

    public void Dispose() => Decoder.Dispose();

    private static (ExactnessCertificate? Certificate, CostModel? Costs) Measure(
        DecoderModel decoder, DecoderFolder folder, WeightsKey key, IProgress<LoadProgress>? progress, TimeProvider time, CancellationToken cancellationToken)
    {
        if (key.TimingBudget is not { } budget || decoder.Spec.Bindings is { LogitPositions: null, LogitRows: LogitRows.Last })
            return default;
        cancellationToken.ThrowIfCancellationRequested();
        progress?.Report(new(LoadStage.Measuring, key.Folder));
        using var lane = decoder.CreateLane();
        var certificate = CertificateFile.ReadOrCertify(folder.Path, folder.GraphPath, key.Session.Threads, lane, decoder.Device, time, cancellationToken);

        // Calls are timed as requests will run them.
        lane.RowMultiple = certificate.RowMultiple;
        return (certificate, CostModel.Measure(lane, budget, time, cancellationToken));
    }
}
