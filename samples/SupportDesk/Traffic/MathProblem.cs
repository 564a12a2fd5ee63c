namespace SupportSample.Traffic;

/// <summary>A school mathematics problem with the recorded answers of a weak and a strong model.</summary>
internal sealed record MathProblem(string Prompt, RecordedOpinion Weak, RecordedOpinion Strong);

/// <summary>What one model answered, and whether that was right.</summary>
internal sealed record RecordedOpinion(string Model, string Answer, bool Correct);
