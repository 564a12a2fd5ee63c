using OptPolicy.Compression.Training;

namespace OptPolicy.Compression.Tool.Commands;

/// <summary>A run as a user sees it: a line of progress, a curve, and a word when it is stopped.</summary>
internal sealed class TrainingRun(string output, Trainer trainer)
{
    private const int CurveInterval = 10;

    /// <summary>Runs to the end.</summary>
    /// <returns>Whether it got there; otherwise it can be continued.</returns>
    public bool Finish(CancellationToken cancellation)
    {
        var curve = new LossCurve(output);
        var line = new ProgressLine(Console.Out, Console.IsOutputRedirected);
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
