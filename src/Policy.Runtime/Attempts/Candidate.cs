namespace OptPolicy;

/// <summary>A model that may answer, and why it was chosen.</summary>
/// <param name="Model">Slot of the model.</param>
/// <param name="Reason">One of <see cref="AttemptReason"/>.</param>
/// <param name="JudgedStep">The cascade step whose condition the answer must meet, or -1 when any complete answer will do.</param>
internal readonly record struct Candidate(int Model, string Reason, int JudgedStep = -1);
