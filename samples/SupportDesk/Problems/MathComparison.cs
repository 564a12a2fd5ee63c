using System.Collections.Immutable;
using OptPolicy;
using SupportSample.Traffic;

namespace SupportSample.Problems;

/// <summary>One way to answer all problems.</summary>
/// <param name="Name">Which.</param>
/// <param name="Accuracy">Share of right answers.</param>
/// <param name="Cost">US dollars.</param>
/// <param name="StrongShare">Share of problems that the large model was asked.</param>
internal sealed record MathRow(string Name, double Accuracy, decimal Cost, double StrongShare);

/// <summary>A value with the interval that holds it in 95 of 100 samples.</summary>
internal readonly record struct Interval(double Value, double Low, double High);

/// <summary>The policy beside each model alone and a mix by lot that costs the same.</summary>
internal sealed record MathComparison(ImmutableArray<MathRow> Rows, double Recovered, double CostShare, Interval Gain)
{
    private const int Resamples = 2000;

    public static MathComparison Of(ImmutableArray<SolvedProblem> solved, int seed = 1)
    {
        var paid = solved.Sum(static s => s.Trace.Cost);
        var weakCost = solved.Sum(static s => Cost(s, static p => p.Weak, MathTutor.Models.Mixtral.PriceOutput));
        var strongCost = solved.Sum(static s => Cost(s, static p => p.Strong, MathTutor.Models.Gpt4.PriceOutput));
        var weak = Share(solved, static s => s.Problem.Weak.Correct);
        var strong = Share(solved, static s => s.Problem.Strong.Correct);
        var policy = Share(solved, static s => s.Correct);

        // A coin that sends as many problems to the large model as costs the same.
        var lot = (double)((paid - weakCost) / (strongCost - weakCost));
        var mixed = weak + (lot * (strong - weak));
        return new MathComparison(
            [
                new MathRow("Mixtral alone", weak, weakCost, 0),
                new MathRow("GPT-4 alone", strong, strongCost, 1),
                new MathRow("a mix by lot, same cost", mixed, paid, lot),
                new MathRow("math.optpolicy", policy, paid, Share(solved, static s => s.ByStrong)),
            ],
            (policy - weak) / (strong - weak),
            (double)(paid / strongCost),
            Bootstrap(solved, lot, seed));
    }

    private static Interval Bootstrap(ImmutableArray<SolvedProblem> solved, double lot, int seed)
    {
        var gains = solved.Select(s => Point(s.Correct) - (Point(s.Problem.Weak.Correct) * (1 - lot)) - (Point(s.Problem.Strong.Correct) * lot)).ToArray();
        var random = new Random(seed);
        var means = new double[Resamples];
        for (var i = 0; i < Resamples; i++)
        {
            var sum = 0d;
            for (var j = 0; j < gains.Length; j++)
                sum += gains[random.Next(gains.Length)];
            means[i] = sum / gains.Length;
        }

        Array.Sort(means);
        return new Interval(gains.Average(), means[(int)(Resamples * 0.025)], means[(int)(Resamples * 0.975)]);
    }

    private static decimal Cost(SolvedProblem solved, Func<MathProblem, RecordedOpinion> opinion, MoneyRate price) =>
        price.Of(MathRun.Tokens(solved.Problem.Prompt) + MathRun.Tokens(opinion(solved.Problem).Answer));

    private static double Share(ImmutableArray<SolvedProblem> solved, Func<SolvedProblem, bool> holds) => (double)solved.Count(holds) / solved.Length;

    private static double Point(bool correct) => correct ? 1 : 0;
}
