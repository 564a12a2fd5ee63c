namespace OptPolicy;

/// <summary>The money set aside for one attempt, or the budget that refused it.</summary>
/// <param name="Reserved">US dollars that every applying budget holds; 0 when none applies.</param>
/// <param name="Applies">Whether any budget limits the attempt.</param>
/// <param name="Reservation">The store's part; <see langword="null"/> when only budgets of one request apply.</param>
/// <param name="Denial">Why the attempt may not be made.</param>
internal readonly record struct BudgetLease(decimal Reserved, bool Applies, BudgetReservation? Reservation, BudgetDenial? Denial);

/// <summary>A budget that cannot cover an attempt.</summary>
/// <param name="Budget">The budget.</param>
/// <param name="Ceiling">US dollars that the model may use up to.</param>
/// <param name="Used">US dollars in use.</param>
/// <param name="Amount">US dollars that the attempt may cost.</param>
/// <param name="DegradeModel">Slot of the model that answers instead, or -1.</param>
internal sealed record BudgetDenial(BudgetInfo Budget, decimal Ceiling, decimal Used, decimal Amount, int DegradeModel);
