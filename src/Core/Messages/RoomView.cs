namespace Signaling.Core.Messages;

/// <summary>A room as one of its members is told of it.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Epoch">Changes when the room was lost and made again.</param>
/// <param name="Self">The member who is told.</param>
/// <param name="Peers">The others, in the order they joined.</param>
/// <param name="SettlingMs">
/// How long a room that was lost and made again still waits for its members. Until then a missing peer has not left; then the
/// view comes again. 0 when the room is settled.
/// </param>
public sealed record RoomView(string Room, string Epoch, Member Self, IReadOnlyList<Member> Peers, int SettlingMs);
