namespace OptPolicy;

/// <summary>
/// What changes in the life of an entry, as a record of its own: collections know no conditions on writing, and an entry that was written whole could come
/// back after another node forgot it.
/// </summary>
internal sealed record EntryChanges(double[] Labels, string[] Users, long Hits)
{
    public static EntryChanges Of(SemanticEntryState state) =>
        new([.. state.Labels.SelectMany(static l => new[] { l.Similarity, l.IsRight ? 1.0 : 0 })], [.. state.Users], state.Hits);

    public SemanticEntryState ToState() =>
        new([.. Labels.Chunk(2).Select(static l => new HitLabel(l[0], l[1] > 0))], [.. Users], Hits);
}
