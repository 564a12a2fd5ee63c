using System.Collections.Immutable;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Syntax;
using OptPolicy.LanguageServer.Cursor;
using OptPolicy.LanguageServer.Protocol;
using OptPolicy.LanguageServer.Workspace;

namespace OptPolicy.LanguageServer.Completion;

/// <summary>Offers what the statement table allows at a place.</summary>
internal static class CompletionEngine
{
    public static CompletionItem[] At(PolicySnapshot snapshot, string path, int offset, bool snippets)
    {
        if (snapshot.Tree(path) is not { } tree || CursorContext.IsInText(tree, offset))
        {
            return [];
        }

        var context = CursorContext.At(tree, offset);
        var items = new CompletionItems(tree.Text, context.Word, snippets);
        var values = new ValueCompletion(items, DeclaredNames.Of(snapshot, path), tree.Text.Slice(context.Word));
        if (context.Statement.IsEmpty)
        {
            OfferStatements(context, items, tree);
            OfferContinuation(context.Before, context.ParentTitle, items, values);
        }
        else if (SettingPosition.Of(context.Statement) is { } setting)
        {
            OfferSettingValue(context, setting, items, values);
        }
        else
        {
            OfferPhrases(context.Statement, context.ParentTitle, items, values);
        }

        return items.ToArray();
    }

    private static void OfferStatements(CursorContext context, CompletionItems items, SyntaxTree tree)
    {
        foreach (var row in PolicySchema.Within(context.ParentTitle))
        {
            items.AddStatement(row);
        }

        if (context.Parent is not { } parent)
        {
            return;
        }

        var present = PresentSettings.Around(tree, context.Word.Start);
        foreach (var setting in parent.Settings.Where(s => !present.Contains(s.Name)))
        {
            items.AddSetting(setting);
        }

        if (parent.FactsAreSettings)
        {
            foreach (var fact in FactTable.Of(Language.Semantics.FactSubject.Request).Where(f => !present.Contains(f.Name)))
            {
                items.AddFactSetting(fact);
            }
        }
    }

    // A line that starts with a continuing word belongs to the statement above.
    private static void OfferContinuation(ImmutableArray<Token> before, string parent, CompletionItems items, ValueCompletion values)
    {
        foreach (var row in StatementRows.Candidates(before, parent))
        {
            var position = PhrasePosition.Of(row, before);
            if (position.IsComplete && row.Body != BodyRule.Required)
            {
                OfferKeywords(position, items, values, continuing: true);
            }
        }
    }

    private static void OfferPhrases(ImmutableArray<Token> statement, string parent, CompletionItems items, ValueCompletion values)
    {
        foreach (var row in StatementRows.Candidates(statement, parent))
        {
            var position = PhrasePosition.Of(row, statement);
            if (position.Current is { } operand)
            {
                values.Offer(operand.Shape, position.Operands);
            }

            if (position.IsComplete && !OperandCounter.IsInside(position.Operands) && ConditionState.Of(position.Operands).MayEnd)
            {
                OfferKeywords(position, items, values, continuing: false);
            }
        }
    }

    private static void OfferKeywords(PhrasePosition position, CompletionItems items, ValueCompletion values, bool continuing)
    {
        foreach (var phrase in position.Following)
        {
            if (!continuing || Keywords.IsContinuing(phrase.Keyword))
            {
                items.AddPhrase(phrase);
            }

            if (phrase.IsRequired && phrase.Group is null)
            {
                break;
            }
        }
    }

    private static void OfferSettingValue(CursorContext context, SettingPosition setting, CompletionItems items, ValueCompletion values)
    {
        if (context.Parent?.FindSetting(setting.Name) is { } row)
        {
            if (setting.Value.IsEmpty || OperandCounter.IsInside(setting.Value))
            {
                values.Offer(row.Shape, setting.Value, row.Example);
            }
            else if (row.IsTunable && setting.Value.All(static t => t.Text != "tunable"))
            {
                items.AddKeyword("tunable", "A range within which configuration may change the value at run time.");
            }
        }
        else if (context.Parent?.FactsAreSettings == true && FactTable.Find(setting.Name) is { } fact)
        {
            values.OfferConstants(fact);
        }
    }
}
