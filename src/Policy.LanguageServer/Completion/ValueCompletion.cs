using System.Collections.Immutable;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Syntax;
using OptPolicy.LanguageServer.Cursor;
using OptPolicy.LanguageServer.Protocol;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.LanguageServer.Completion;

/// <summary>Offers what a value shape allows.</summary>
/// <param name="typed">What is typed of the value so far.</param>
internal sealed partial class ValueCompletion(CompletionItems items, ImmutableArray<DeclaredName> names, string typed)
{
    public void Offer(ValueShape shape, ImmutableArray<Token> before, string? example = null)
    {
        switch (shape.Kind)
        {
            case ShapeKind.Quantity:
                OfferQuantity(shape.Type, example);
                break;
            case ShapeKind.MoneyPerWindow:
                OfferQuantity(ValueType.Money, example);
                break;
            case ShapeKind.Text or ShapeKind.TextList:
                items.AddSnippet(shape.Kind == ShapeKind.Text ? "\"…\"" : "[\"…\"]", shape.Kind == ShapeKind.Text ? "\"$1\"" : "[\"$1\"]", shape.Description);
                break;
            case ShapeKind.Word:
                OfferWords(shape.Words);
                break;
            case ShapeKind.WordList when OperandCounter.IsInside(before):
                OfferWords([.. shape.Words.Where(word => before.All(token => token.Text != word))]);
                break;
            case ShapeKind.FactList when OperandCounter.IsInside(before):
                OfferFacts(FactSubject.Request);
                break;
            case ShapeKind.WordList or ShapeKind.FactList:
                items.AddSnippet("[…]", "[$1]", shape.Description);
                break;
            case ShapeKind.Reference:
                OfferNames(shape.Refers);
                break;
            case ShapeKind.Condition:
                OfferCondition(shape.Subject, ConditionState.Of(before));
                break;
            case ShapeKind.Comparison:
                OfferComparison(shape, before);
                break;
            case ShapeKind.Function:
                OfferFunctions(shape, before);
                break;
        }
    }

    /// <summary>The values that a fact can have.</summary>
    public void OfferConstants(FactReference fact)
    {
        if (fact.Definition.Type == ValueType.Bool)
        {
            OfferWords(["true", "false"]);
        }
        else if (fact.Name == "intent")
        {
            OfferNames(SymbolKinds.Intent);
            OfferWords(["none"]);
        }
        else if (fact.Definition.EnumValues.Length > 0)
        {
            OfferWords([.. fact.Definition.EnumValues.Split(',')]);
        }
        else
        {
            OfferQuantity(fact.Definition.Type, null);
        }
    }

    private void OfferQuantity(ValueType type, string? example)
    {
        // A number that is typed already gets each unit of the type; otherwise the table's example shows the form.
        var number = typed.TrimEnd('%');
        var letters = number.AsSpan().IndexOfAnyExceptInRange('0', '9') is var end and >= 0 && number[0] != '$' ? NumberLength(number) : number.Length;
        var digits = number[..letters];
        if (digits.Any(char.IsAsciiDigit))
        {
            foreach (var unit in Units.All.Where(u => u.Type == type))
            {
                var amount = unit.IsRate && digits[0] != '$' ? "$" + digits : digits;
                items.Add(new CompletionItem(amount + unit.Name, CompletionKind.Unit) { Detail = unit.Documentation });
            }

            if (type == ValueType.Ratio)
            {
                items.Add(new CompletionItem(digits + "%", CompletionKind.Unit) { Detail = "Percent." });
            }
        }
        else if (example is not null)
        {
            items.Add(new CompletionItem(example, CompletionKind.Value) { Detail = "for example" });
        }
        else if (type == ValueType.Bool)
        {
            OfferWords(["true", "false"]);
        }
    }

    private static int NumberLength(string text)
    {
        var length = 0;
        while (length < text.Length && (char.IsAsciiDigit(text[length]) || text[length] is '.' or '_' or '$'))
        {
            length++;
        }

        return length;
    }

    private void OfferWords(ImmutableArray<string> words)
    {
        foreach (var word in words)
        {
            items.Add(new CompletionItem(word, CompletionKind.EnumMember));
        }
    }

    private void OfferNames(SymbolKinds kinds)
    {
        foreach (var name in names.Where(n => kinds.HasFlag(n.Kind)).DistinctBy(static n => n.Name))
        {
            items.AddName(name);
        }

        if (kinds.HasFlag(SymbolKinds.Rule))
        {
            items.AddKeyword("otherwise", "The last rule of the route.");
        }
    }

    private void OfferFacts(FactSubject subject)
    {
        foreach (var fact in FactTable.Of(subject))
        {
            items.AddFact(fact);
        }
    }

    private void OfferFunctions(ValueShape shape, ImmutableArray<Token> before)
    {
        if (!OperandCounter.IsInside(before))
        {
            foreach (var function in shape.Functions)
            {
                items.AddFunction(function);
            }
        }
    }
}
