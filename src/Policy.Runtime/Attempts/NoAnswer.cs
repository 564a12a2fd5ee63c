using System.Text;

namespace OptPolicy;

/// <summary>Says why a request has no answer.</summary>
internal static class NoAnswer
{
    /// <summary>Names every attempt, and the models that could not be tried.</summary>
    public static NoAnswerException From(PolicyRequest request, AttemptFailure last)
    {
        var text = new StringBuilder().Append("Policy '").Append(request.Policy.Name).Append("': no model answered. ");
        foreach (var attempt in request.Attempts)
        {
            text.Append(attempt.Model).Append(": ").Append(OutcomeName.Of(attempt.Outcome));
            if (attempt.Status != 0) text.Append(" (").Append(attempt.Status).Append(')');
            text.Append("; ");
        }

        foreach (var note in request.Notes) text.Append(note).Append("; ");
        text.Length -= 2;
        text.Append('.');
        if (request.Fallback.Steps.IsEmpty) text.Append(" Add a 'fallback' block to let another model take over.");
        return new(text.ToString(), last.Outcome, last.Exception);
    }
}
