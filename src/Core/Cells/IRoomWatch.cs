using Signaling.Core.Codes;
using Signaling.Core.Messages;

namespace Signaling.Core.Cells;

/// <summary>Told of every change of a room's members, each once and in the room's order. The room is held meanwhile: it must not block or call back.</summary>
public interface IRoomWatch
{
    void Changed(string room, EventKind kind, Member member, Code? reason, long now);
}
