using OptPolicy.Compression.Training;

namespace OptPolicy.Compression.Tool.Commands;

/// <summary>A run as a user sees it: a line of progress, a curve, and a word when it is stopped.</summary>
internal sealed class TrainingRun(string output, Trainer trainer, Func<Evaluation, string>? describe = null)
{
    private const int CurveInterval = 10;

    private static string Perplexity(Evaluation heldOut) =>
        $"held-out perplexity {heldOut.Perplexity:F3}{(heldOut.ExactAnswers is { } exact ? $", {exact:P2} of answers wholly right" : "")}";

    /// <summary>Runs to the end.</summary>
    /// <returns>Whether it got there; otherwise it can be continued.</returns>
    public bool Finish(CancellationToken cancellation)
    {
        var curve = new LossCurve(output);
        var line = new ProgressLine(Console.Out, Console.IsOutputRedirected, describe ?? Perplexity);
        var result = trainer.Run(Report, cancellation);
        line.End();
        if (result.End == TrainingEnd.Cancelled)
        {
            Console.WriteLine($"stopped after step {result.Step}: the same command goes on from there");
            return false;
        }

        curve.Draw();
        return true;

        void Report(TrainingProgress progress)
        {
            if (progress.Step % CurveInterval == 0 || progress.HeldOut is not null)
                curve.Add(progress);
            line.Show(progress);
        }
    }
}
