using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Training.Encoders;

/// <summary>Several courses at once: the weighted sum of their losses at every step, so that learning one does not unlearn another.</summary>
public sealed class MixedCourse : ITrainingCourse
{
    private readonly (ITrainingCourse Course, double Weight)[] _parts;

    /// <summary>Joins courses.</summary>
    /// <param name="parts">Courses of one model, and their weights.</param>
    /// <exception cref="ArgumentException">There is no course, or they train different models.</exception>
    public MixedCourse(params IReadOnlyList<(ITrainingCourse Course, double Weight)> parts)
    {
        _parts = [.. parts];
        if (_parts.Length == 0 || _parts.Any(p => p.Course.Model != _parts[0].Course.Model))
            throw new ArgumentException("the parts of a course must train one model", nameof(parts));
    }

    /// <inheritdoc/>
    public string Identity => string.Join(" + ", _parts.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Weight} × ({p.Course.Identity})")));

    /// <inheritdoc/>
    public ITrainedModel Model => _parts[0].Course.Model;

    /// <inheritdoc/>
    public (Tensor Loss, int Tokens) Loss(int step)
    {
        using var scope = NewDisposeScope();
        Tensor? sum = null;
        var tokens = 0;
        foreach (var (course, weight) in _parts)
        {
            var (loss, read) = course.Loss(step);
            sum = sum is null ? loss * weight : sum + loss * weight;
            tokens += read;
        }

        return (sum!.MoveToOuterDisposeScope(), tokens);
    }
}
