using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Binding;

internal sealed partial class PolicyBuilder
{
    /// <summary>The set of intents that this policy sees: of its own file, else of the first imported one that has a set, else of the policy it extends.</summary>
    private BoundStatement? Intents()
    {
        for (var scope = _policy; scope is not null; scope = scope.Parent)
        {
            var visible = Sets(scope.File);
            if (visible.Length == 0)
                visible = [.. scope.File.Imports.Where(static i => i.Target is not null).SelectMany(static i => Sets(i.Target!))];
            if (visible.Length > 0)
                return visible[0];
        }

        return null;
    }

    private IntentSetDeclaration? BuildIntents()
    {
        if (Intents() is not { } set || set.Operand<NameValue>("intents", "name") is not { } name)
            return null;

        var intents = set.Children
            .Select(static i => (Name: i.Operand<NameValue>("intent", "name")?.Name, Examples: (i.Setting("examples")?.Value as WordsValue)?.Words))
            .Where(static i => i.Name is not null)
            .Select(static i => new IntentDeclaration(i.Name!, (i.Examples ?? []).ToEquatableArray()));
        return new IntentSetDeclaration(name.Name, _embedders.IndexOf(Embedder(set)), Number(set, "threshold"), intents.ToEquatableArray(), set.Location)
        {
            Trained = (set.Setting("trained")?.Value as ConstantValue)?.Constant.Text,
        };
    }

    private static BoundStatement[] Sets(FileScope file) => [.. file.File.Statements.Where(static s => s.Schema.Lead is "intents" && !s.IsIncomplete)];
}
