namespace Colora.Generation;

/// <summary>
/// A call was refused because as many calls wait already as may (<see cref="BatchConfig.MaxWaiting"/>): nothing is
/// wrong with it, later it may be taken.
/// </summary>
/// <param name="waiting">Calls that wait.</param>
public sealed class EngineBusyException(int waiting)
    : Exception($"the engine is busy: {waiting} calls wait, and no more may; try again later");
