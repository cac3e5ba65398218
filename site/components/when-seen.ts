/** Calls once the element comes near the visible part of the page: what lies far below is loaded when it is read. */
export function whenSeen(element: Element, act: () => void): void {
  const observer = new IntersectionObserver(
    entries => {
      if (!entries.some(entry => entry.isIntersecting)) return
      observer.disconnect()
      act()
    },
    { rootMargin: '200px' },
  )
  observer.observe(element)
}
