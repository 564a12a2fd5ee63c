namespace OptPolicy.Compression.Distillation;

/// <summary>What a student is made to imitate. Immutable.</summary>
public sealed record DistillationOptions
{
    /// <summary>Weight of the teacher's distribution, 0…1; the rest is the data's.</summary>
    public double TeacherWeight { get; init; } = 0.9;

    /// <summary>What both logits are divided by before they are compared; more than 1 shows the student the teacher's less likely tokens (Hinton et al. 2015, §2).</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Weight of the distance of the states behind layers; 0 leaves them free.</summary>
    public double HiddenWeight { get; init; }

    /// <summary>Weight of the divergence of the last layer's query, key and value relations; 0 leaves them free.</summary>
    public double RelationWeight { get; init; }

    /// <summary>The teacher's layer for each of the student's, counted from 0; <see langword="null"/> spreads them evenly (TinyBERT, arXiv:1909.10351, §3.1).</summary>
    public IReadOnlyList<int>? LayerMap { get; init; }

    /// <summary>What is wrong for these models, or <see langword="null"/>.</summary>
    public string? Problem(int studentLayers, int teacherLayers)
    {
        if (TeacherWeight is not (>= 0 and <= 1))
            return $"the teacher's weight must be 0 to 1, not {TeacherWeight}";
        if (!(Temperature > 0) || !(HiddenWeight >= 0) || !(RelationWeight >= 0))
            return "the temperature must be above 0 and the weights of states and relations must not be negative";
        if (LayerMap is null)
            return null;
        if (LayerMap.Count != studentLayers)
            return $"the layer map names {LayerMap.Count} layers and the student has {studentLayers}";
        return LayerMap.FirstOrDefault(l => l < 0 || l >= teacherLayers, -1) is >= 0 and var wrong ? $"the layer map names layer {wrong} of a teacher with {teacherLayers}" : null;
    }
}
