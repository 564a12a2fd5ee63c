using OptPolicy;
using SupportSample.Traffic;

namespace SupportSample.Problems;

/// <summary>A problem and what the policy made of it.</summary>
internal sealed record SolvedProblem(MathProblem Problem, DecisionTrace Trace)
{
    public bool ByStrong => Trace.Model == "gpt4";

    public bool Correct => (ByStrong ? Problem.Strong : Problem.Weak).Correct;
}
