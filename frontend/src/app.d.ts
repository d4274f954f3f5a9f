declare global {
  namespace App {
    interface PageState {
      /** Set by shallow navigations, so that the page does not answer its own address changes. */
      own?: boolean;
    }
  }
}

export {};
