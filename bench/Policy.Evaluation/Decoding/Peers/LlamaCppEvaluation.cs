using OptPolicy.Evaluation.Reporting;

namespace OptPolicy.Evaluation.Decoding.Peers;

/// <summary>Everything that is held against llama.cpp; nothing, with the reason told, where it is not installed.</summary>
internal static class LlamaCppEvaluation
{
    private const int AgreementPrompts = 40;

    public static IEnumerable<EvaluationRow> Run(DecodingOptions options, IReadOnlyList<string> texts, Action<string> progress)
    {
        if (options.PeerTurns == 0 || LlamaCppPeer.WhyNot() is not null)
        {
            progress(options.PeerTurns == 0 ? "llama.cpp: skipped by --peer-turns 0" : LlamaCppPeer.WhyNot()!);
            yield break;
        }

        var folder = Directory.CreateTempSubdirectory("optpolicy-llamacpp-").FullName;
        try
        {
            if (options.Model?.FullName is { } checkpoint && File.Exists(Path.Combine(checkpoint, "config.json")))
            {
                var prompts = texts.Take(AgreementPrompts).ToList();
                foreach (var row in GreedyAgreement.Run(checkpoint, prompts, folder, progress))
                    yield return row;
            }
            else
            {
                progress("llama.cpp: greedy tokens are compared on a trained checkpoint only (--model)");
            }

            foreach (var model in LlamaCppModels.Write(folder, progress))
            {
                foreach (var row in LlamaCppComparison.Run(model, options.PeerTurns, progress))
                    yield return row;
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
