using OptPolicy.Compression.Pipeline.Measuring;
using OptPolicy.Kernels;
using OptPolicy.Workloads.Statistics;
using OptPolicy.Workloads.Tasks;

namespace OptPolicy.Cli.Evaluating;

/// <summary>How well a model predicts texts. A text that is longer than a window is read in several, each from its second token on.</summary>
internal static class TextReading
{
    private const int WindowTokensMax = 512;

    public static async Task<IReadOnlyList<DocumentLoss>> ReadAsync(LocalModel model, TextSet texts, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var losses = new List<DocumentLoss>();
        var window = Math.Min(WindowTokensMax, model.ContextTokens);
        foreach (var document in texts.Documents)
        {
            progress.Report($"{Path.GetFileName(texts.Path)}: {losses.Count} of {texts.Documents.Count} texts");
            var (loss, tokens) = (0d, 0);
            foreach (var part in model.Tokenizer.Encode(document.Text).Chunk(window).Where(static part => part.Length > 1))
            {
                var reading = await ForcedReader.ReadAsync(model, new ForcedText(part, 1), cancellationToken);
                loss += reading.Loss;
                tokens += reading.Tokens;
            }

            if (tokens > 0)
            {
                losses.Add(new DocumentLoss(document.Line, loss, tokens));
            }
        }

        return losses.Count > 0 ? losses : throw new WorkloadException(texts.Path, 0, "has no text of two tokens or more");
    }
}
