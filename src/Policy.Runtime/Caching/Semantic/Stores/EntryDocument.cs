using System.Text.Json;
using System.Text.Json.Serialization;

namespace OptPolicy;

/// <summary>An entry as one text, for stores that keep nothing but texts.</summary>
internal sealed record EntryDocument(
    string Id, string Partition, string Policy, string Scope, string Tenant, string Model, string[] Tags, string Question, byte[] Answer,
    long Created, long Expires, decimal Cost, double[] Labels, string[] Users, long Hits, long Generation, byte[] Vector)
{
    public static string Write(SemanticEntry entry, long generation = 0, bool withVector = false) => JsonSerializer.Serialize(
        new EntryDocument(
            entry.Id, entry.Partition, entry.Policy, entry.Scope, entry.Tenant, entry.Model, [.. entry.Tags], entry.Question, entry.Answer.ToArray(), entry.Created.UtcTicks, entry.Expires.UtcTicks, entry.Cost,
            [.. entry.State.Labels.SelectMany(static l => new[] { l.Similarity, l.IsRight ? 1.0 : 0 })], [.. entry.State.Users], entry.State.Hits, generation, withVector ? VectorBytes.Of(entry.Vector.Span) : []),
        EntryJson.Default.EntryDocument);

    /// <summary>The entry, or <see langword="null"/> for a text that none was written as.</summary>
    public static EntryDocument? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, EntryJson.Default.EntryDocument);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The entry, with the vector that was written or else <paramref name="vector"/>.</summary>
    public SemanticEntry ToEntry(ReadOnlyMemory<float> vector) => new()
    {
        Id = Id,
        Partition = Partition,
        Policy = Policy,
        Scope = Scope,
        Tenant = Tenant,
        Model = Model,
        Tags = [.. Tags],
        Question = Question,
        Answer = Answer,
        Created = new DateTimeOffset(Created, TimeSpan.Zero),
        Expires = new DateTimeOffset(Expires, TimeSpan.Zero),
        Cost = Cost,
        State = new SemanticEntryState([.. Enumerable.Range(0, Labels.Length / 2).Select(i => new HitLabel(Labels[2 * i], Labels[2 * i + 1] > 0))], [.. Users], Hits),
        Vector = Vector.Length > 0 ? VectorBytes.ToVector(Vector) : vector,
    };
}

[JsonSerializable(typeof(EntryDocument))]
[JsonSerializable(typeof(PurgeMark))]
[JsonSerializable(typeof(EntryChanges))]
internal sealed partial class EntryJson : JsonSerializerContext;
